// net/netfilter/ipset/ip_set_bitmap_port.c: ports of a range, of TCP and UDP alike.
import { counted, element } from './element.ts';
import { ip_set_get_ip_port } from './ip_set_getport.ts';
import type { Element, IpSet, SetType } from './types.ts';

function* elements(from: number, to: number): Generator<Element> {
  for (const port of counted({ from, to })) yield element({ port });
}

const within = ({ range }: IpSet, port: number) => port >= range.from && port <= range.to;

export const bitmap_port: SetType = {
  name: 'bitmap:port',
  revision: 3,
  dimension: 1,
  features: 'port',
  store: 'bitmap',
  network: null,
  octets: { set: 72, element: 0 },
  uadt(set, { port }, adt) {
    if (!port) return 'EINVAL';
    const other = adt === 'test' ? port.from : (port.to ?? port.from);
    if (!within(set, port.from) || !within(set, other)) return 'BITMAP_RANGE';
    return elements(Math.min(port.from, other), Math.max(port.from, other));
  },
  kadt(set, packet, [source = false]) {
    const port = ip_set_get_ip_port(packet, source);
    return port !== null && within(set, port) ? element({ port }) : null;
  },
  format: ({ port }) => String(port),
};
