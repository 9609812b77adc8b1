// net/netfilter/xt_tcpudp.c udp_mt: the ports of a datagram.
import { portRange } from '../parse/xtoptions.ts';
import type { MatchExtension } from '../types.ts';
import { listPorts, type PortRange, port_match, savePorts } from './ports.ts';
import { transportOf } from './transport.ts';

interface UdpParams {
  readonly source: PortRange | null;
  readonly destination: PortRange | null;
}

export const udp: MatchExtension<UdpParams> = {
  options: {
    '--source-port': { takes: 1, invertible: true },
    '--sport': { takes: 1, as: '--source-port' },
    '--destination-port': { takes: 1, invertible: true },
    '--dport': { takes: 1, as: '--destination-port' },
  },
  protocol: 17,
  parse(options) {
    const range = (name: string): PortRange | null => {
      const option = options.find((each) => each.name === name);
      return option ? { ...portRange('udp', option), inverted: option.inverted } : null;
    };
    return { source: range('--source-port'), destination: range('--destination-port') };
  },
  match({ source, destination }, { packet }) {
    const header = transportOf(packet);
    if (header?.layer !== 'udp') return false;
    return port_match(source, header.sport) && port_match(destination, header.dport);
  },
  save: ({ source, destination }) =>
    [...savePorts('--sport', source), ...savePorts('--dport', destination)].join(' '),
  list: ({ source, destination }, numeric) =>
    ['udp', ...listPorts('spt', source, numeric), ...listPorts('dpt', destination, numeric)].join(' '),
};
