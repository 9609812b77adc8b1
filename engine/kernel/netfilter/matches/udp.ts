// net/netfilter/xt_tcpudp.c udp_mt: the ports of a datagram.
import { inPorts, listPorts, type PortRange, parsePorts, savePorts } from '../options.ts';
import type { MatchExtension } from '../types.ts';

interface UdpParams {
  readonly source: PortRange | null;
  readonly destination: PortRange | null;
}

export const udp: MatchExtension<UdpParams> = {
  options: { '--sport': 1, '--source-port': 1, '--dport': 1, '--destination-port': 1 },
  parse(options) {
    let source: PortRange | null = null;
    let destination: PortRange | null = null;
    for (const { name, values, inverted } of options) {
      const range = parsePorts(name, values[0] ?? '', inverted);
      if (name === '--sport' || name === '--source-port') source = range;
      else destination = range;
    }
    return { source, destination };
  },
  match({ source, destination }, { packet: { payload } }) {
    return payload.layer === 'udp' && inPorts(source, payload.sport) && inPorts(destination, payload.dport);
  },
  save: ({ source, destination }) =>
    [...savePorts('--sport', source), ...savePorts('--dport', destination)].join(' '),
  list: ({ source, destination }) =>
    ['udp', ...listPorts('spt', source), ...listPorts('dpt', destination)].join(' '),
};
