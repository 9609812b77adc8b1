// net/netfilter/xt_tcpudp.c port_match: ports and ranges of ports, inverted or not, as tcp and udp match and print them.
import { portName } from '../parse/services.ts';

export interface PortRange {
  readonly low: number;
  readonly high: number;
  readonly inverted: boolean;
}

export function port_match(range: PortRange | null, port: number): boolean {
  return range === null || (port >= range.low && port <= range.high) !== range.inverted;
}

const isAll = ({ low, high }: PortRange) => low === 0 && high === 65535;

export function savePorts(option: string, range: PortRange | null): string[] {
  if (!range || isAll(range)) return [];
  const ports = range.low === range.high ? `${range.low}` : `${range.low}:${range.high}`;
  return [`${range.inverted ? '! ' : ''}${option} ${ports}`];
}

/** `dpt:80`, `spts:!1024:65535`. */
export function listPorts(name: string, range: PortRange | null, numeric: boolean): string[] {
  if (!range || (isAll(range) && !range.inverted)) return [];
  const { low, high, inverted } = range;
  const not = inverted ? '!' : '';
  const first = portName(low, numeric);
  return [low === high ? `${name}:${not}${first}` : `${name}s:${not}${first}:${portName(high, numeric)}`];
}
