// What there is to say of a device: its accessible name, and all that is known of it.
import type { DeviceOutline, Outline } from '../../engine/trace/outline.ts';
import { formatIpv4 } from '../../engine/wire/address.ts';
import type { Words } from '../words/catalogue.ts';
import { addressText } from './measure.ts';

/** As `ip link` names the state. */
const state = ({ up }: DeviceOutline) => (up ? 'up' : 'down');

/** `Node A: cni0, bridge, 10.10.2.1/24, up` */
export function deviceLabel(words: Words['topology'], outline: Outline, device: DeviceOutline): string {
  const where = outline.namespaces[device.ns]!.label;
  const addresses = device.addresses.map(({ address, length }) => `${formatIpv4(address)}/${length}`);
  return words.device(where, [device.name, words.kinds[device.kind], ...addresses, state(device)]);
}

type Fact = keyof Words['topology']['facts'];

/** Everything there is to know about a device, as pairs for its tooltip. */
export function deviceFacts(
  words: Words['topology'],
  outline: Outline,
  device: DeviceOutline,
): (readonly [Fact, string])[] {
  const { addresses, vxlan, ipip } = device;
  const peer = outline.devices[device.peer];
  const segment = outline.segments[device.segment];
  const end = (address: number | null) => (address === null ? words.any : formatIpv4(address));
  const rows: (readonly [Fact, string | null])[] = [
    ['kind', words.kindAndState(words.kinds[device.kind], state(device))],
    ['ifindex', `${device.ifindex}`],
    ['mac', device.mac],
    ['mtu', `${device.mtu}`],
    [
      'address',
      addresses.length < 2
        ? addressText(device)
        : addresses.map(({ address, length }) => `${formatIpv4(address)}/${length}`).join(', '),
    ],
    ['master', device.master],
    ['peer', peer ? `${outline.namespaces[peer.ns]!.label} · ${peer.name}` : null],
    ['wire', segment ? segment.label : null],
    ['vxlan', vxlan && words.vxlan(vxlan.vni, vxlan.port, vxlan.underlay)],
    ['ipip', ipip ? words.ipip(end(ipip.local), end(ipip.remote)) : null],
  ];
  return rows.filter((row): row is readonly [Fact, string] => row[1] !== null);
}
