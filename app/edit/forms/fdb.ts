// `bridge fdb replace`, `bridge fdb del`: an entry is of a bridge's table (master) or of a device's own (self).
import type { FdbRow } from '../../../engine/trace/rows.ts';
import { formatIpv4 } from '../../../engine/wire/address.ts';
import { devicesOfKind, type Form, type Forms, line, type Place, pair, type Values } from './form.ts';

const KINDS = ['permanent', 'static', 'dynamic'];

const kindOf = ({ permanent, static: stays }: FdbRow) =>
  permanent ? 'permanent' : stays ? 'static' : 'dynamic';

/** Entries of a VXLAN device lead to another node, and are its own. */
const isTunnel = (place: Place, device: string | undefined) =>
  devicesOfKind(place, 'vxlan').includes(device ?? '');

const entry = (lladdr: string, device: string, remote: string, own: boolean) =>
  line(lladdr, `dev ${device}`, pair('dst', remote), own ? 'self' : 'master');

/** What a bridge has of itself is asked of itself: it is nobody's port. */
const isOwn = ({ dev, master }: FdbRow) => master === null || master === dev;

const remove = (row: FdbRow) =>
  line('bridge fdb del', entry(row.mac, row.dev, row.dst === null ? '' : formatIpv4(row.dst), isOwn(row)));

function form(place: Place, values: Values, commands: Form['commands']): Form {
  const ports = [...place.rows('link')].filter(([, { master }]) => master !== null).map(([name]) => name);
  const devices = [...new Set([values.device ?? '', ...devicesOfKind(place, 'vxlan'), ...ports])];
  return {
    values,
    fields: ({ device }) => [
      { name: 'lladdr' },
      { name: 'device', options: devices.filter((name) => name !== '') },
      ...(isTunnel(place, device) ? ([{ name: 'remote' }] as const) : []),
      { name: 'lasts', options: KINDS },
    ],
    commands,
  };
}

/** `own`: where the entry was; undefined: where such a device has its entries. */
function replace(place: Place, { lladdr = '', device = '', remote = '', lasts }: Values, own?: boolean) {
  const tunnel = isTunnel(place, device);
  return line('bridge fdb replace', entry(lladdr, device, tunnel ? remote : '', own ?? tunnel), lasts);
}

export const fdb: Forms<FdbRow> = {
  edit(row, key, place) {
    const values = {
      lladdr: row.mac,
      device: row.dev,
      remote: row.dst === null ? '' : formatIpv4(row.dst),
      lasts: kindOf(row),
    };
    return form(place, values, (now) => {
      const same = now.lladdr === row.mac && now.device === row.dev;
      const own = now.device === row.dev ? isOwn(row) : undefined;
      return [...(same || !place.had('fdb', key) ? [] : [remove(row)]), replace(place, now, own)];
    });
  },
  add(place) {
    const [device = ''] = devicesOfKind(place, 'vxlan');
    const values = { lladdr: '', device, remote: '', lasts: 'permanent' };
    return form(place, values, (now) => (now.lladdr && now.device ? [replace(place, now)] : []));
  },
  delete: (row) => [remove(row)],
};
