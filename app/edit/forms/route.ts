// `ip route replace`, `ip route del`: a route is known by its table, destination and metric.
import type { RouteRow } from '../../../engine/trace/rows.ts';
import { formatIpv4 } from '../../../engine/wire/address.ts';
import { devicesOf, type Form, type Forms, line, type Place, pair, type Values } from './form.ts';

const RT_TABLE_MAIN = 254;
const RT_TABLE_LOCAL = 255;
/** What a person may choose; the kernel's own kinds of routes stay what they are. */
const TYPES = ['unicast', 'blackhole', 'unreachable', 'prohibit'];

const destination = ({ dst, length }: RouteRow) =>
  length === 0 ? 'default' : `${formatIpv4(dst)}${length === 32 ? '' : `/${length}`}`;

const addressOrNone = (address: number | null) => (address === null ? '' : formatIpv4(address));

const nextHops = ({ nexthops }: RouteRow) =>
  (nexthops ?? []).map(({ gateway, dev, weight }) =>
    line('nexthop', pair('via', addressOrNone(gateway)), `dev ${dev}`, `weight ${weight}`),
  );

function valuesOf(row: RouteRow): Values {
  return {
    destination: destination(row),
    via: row.nexthops ? '' : addressOrNone(row.gateway),
    device: row.nexthops ? '' : (row.dev ?? ''),
    nexthops: nextHops(row).join(' '),
    metric: row.metric === 0 ? '' : String(row.metric),
    source: addressOrNone(row.prefsrc),
    type: row.type,
  };
}

/** What ip takes for granted when nobody says it. */
function usualScope({ type, via, nexthops }: Values): RouteRow['scope'] {
  if (type === 'local') return 'host';
  if (type === 'broadcast') return 'link';
  return type === 'unicast' && via === '' && nexthops === '' ? 'link' : 'global';
}

const tableWord = ({ table }: RouteRow) =>
  table === RT_TABLE_MAIN ? '' : `table ${table === RT_TABLE_LOCAL ? 'local' : table}`;

function words(values: Values, row: RouteRow | null): string {
  const leads = values.type === 'unicast' || values.type === 'local' || values.type === 'broadcast';
  const scope =
    row && leads && (row.gateway === null) === (values.via === '') ? row.scope : usualScope(values);
  return line(
    values.type !== 'unicast' && values.type,
    values.destination,
    leads && pair('via', values.via),
    leads && pair('dev', values.device),
    row !== null && tableWord(row),
    row !== null && row.protocol !== 'boot' && `proto ${row.protocol}`,
    leads && scope !== usualScope(values) && `scope ${scope}`,
    pair('src', values.source),
    pair('metric', values.metric),
    row?.onlink && leads && 'onlink',
    leads && values.nexthops,
  );
}

const remove = (row: RouteRow) => {
  const { type, destination: dst, via, device, metric, nexthops } = valuesOf(row);
  return line(
    'ip route del',
    type !== 'unicast' && type,
    dst,
    pair('via', via),
    pair('dev', device),
    tableWord(row),
    pair('metric', metric),
    nexthops,
  );
};

function fields(place: Place, types: readonly string[]): Form['fields'] {
  return ({ type, nexthops }) => {
    const leads = type === 'unicast' || !TYPES.includes(type!);
    const one = nexthops === '';
    return [
      { name: 'destination' },
      ...(leads && one ? ([{ name: 'via' }] as const) : []),
      ...(leads && one ? ([{ name: 'device', options: ['', ...devicesOf(place)] }] as const) : []),
      ...(leads && !one ? ([{ name: 'nexthops', long: true }] as const) : []),
      { name: 'metric' },
      ...(leads ? ([{ name: 'source' }] as const) : []),
      { name: 'type', options: types },
    ];
  };
}

export const route: Forms<RouteRow> = {
  edit(row, key, place) {
    const values = valuesOf(row);
    return {
      values,
      fields: fields(place, TYPES.includes(row.type) ? TYPES : [row.type]),
      commands(now) {
        const same = now.destination === values.destination && now.metric === values.metric;
        if (same) return [line('ip route replace', words(now, row))];
        return [...(place.had('route', key) ? [remove(row)] : []), line('ip route add', words(now, row))];
      },
    };
  },
  add(place) {
    return {
      values: { destination: '', via: '', device: '', nexthops: '', metric: '', source: '', type: 'unicast' },
      fields: fields(place, TYPES),
      commands: (now) => (now.destination === '' ? [] : [line('ip route add', words(now, null))]),
    };
  },
  delete: (row) => [remove(row)],
};
