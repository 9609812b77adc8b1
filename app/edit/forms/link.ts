// `ip link set`, `ip link add`, `ip addr add`: devices and their addresses.
import type { LinkRow } from '../../../engine/trace/rows.ts';
import { devicesOf, devicesOfKind, type Field, type Forms, line, type Values } from './form.ts';

const STATES = ['up', 'down'];
const NONE = '';

const stateOf = ({ up }: LinkRow) => (up ? 'up' : 'down');

/** What is new, in the order in which the kernel does it. */
function changes(now: Values, before: Values): string {
  const changed = (name: string) => now[name] !== before[name];
  return line(
    changed('lladdr') && `address ${now.lladdr}`,
    changed('mtu') && `mtu ${now.mtu}`,
    changed('bridge') && (now.bridge === NONE ? 'nomaster' : `master ${now.bridge}`),
    changed('updown') && now.updown,
  );
}

/** A device that is made is also set up. */
function made({ what, name, peer }: Values): string[] {
  if (!name || (what === 'veth' && !peer)) return [];
  const add = line('ip link add', name, `type ${what}`, what === 'veth' && `peer name ${peer}`);
  return [add, `ip link set ${name} up`, ...(what === 'veth' ? [`ip link set ${peer} up`] : [])];
}

const added = ({ cidr, device }: Values) => (cidr ? [`ip addr add ${cidr} dev ${device}`] : []);

export const link: Forms<LinkRow> = {
  edit(row, _key, place) {
    const values = {
      updown: stateOf(row),
      mtu: String(row.mtu),
      bridge: row.master ?? NONE,
      lladdr: row.mac,
    };
    const bridges = devicesOfKind(place, 'bridge');
    const mayBePort = row.kind !== 'bridge' && row.kind !== 'loopback' && bridges.length > 0;
    const fields: Field[] = [{ name: 'updown', options: STATES }, { name: 'mtu' }];
    if (mayBePort) fields.push({ name: 'bridge', options: [NONE, ...bridges] });
    if (row.kind !== 'loopback' && row.kind !== 'ipip') fields.push({ name: 'lladdr' });
    return {
      values,
      fields: () => fields,
      commands(now) {
        const changed = changes(now, values);
        return changed === '' ? [] : [`ip link set ${row.name} ${changed}`];
      },
    };
  },
  add(place) {
    const devices = devicesOf(place);
    const device = devices.find((name) => name !== 'lo') ?? devices[0] ?? '';
    return {
      values: { what: 'address', device, cidr: '', name: '', peer: '' },
      fields: ({ what }) => [
        { name: 'what', options: ['address', 'bridge', 'veth', 'dummy'] },
        ...(what === 'address'
          ? ([{ name: 'cidr' }, { name: 'device', options: devices }] as const)
          : ([{ name: 'name' }] as const)),
        ...(what === 'veth' ? ([{ name: 'peer' }] as const) : []),
      ],
      commands: (now) => (now.what === 'address' ? added(now) : made(now)),
    };
  },
  toggle: (row) => [`ip link set ${row.name} ${row.up ? 'down' : 'up'}`],
  /** An address, or the whole device. */
  delete(row, key) {
    const [, cidr] = key.split(' ');
    return [cidr === undefined ? `ip link del ${row.name}` : `ip addr del ${cidr} dev ${row.name}`];
  },
};
