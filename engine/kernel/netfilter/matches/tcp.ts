// net/netfilter/xt_tcpudp.c tcp_mt: the ports of a segment. No TCP packet is made by this engine yet, so it has none to match.
import { listPorts, type PortRange, parsePorts, savePorts } from '../options.ts';
import type { MatchExtension } from '../types.ts';

interface TcpParams {
  readonly source: PortRange | null;
  readonly destination: PortRange | null;
}

export const tcp: MatchExtension<TcpParams> = {
  options: { '--sport': 1, '--source-port': 1, '--dport': 1, '--destination-port': 1 },
  parse(options) {
    const find = (...names: string[]) => {
      const option = options.find(({ name }) => names.includes(name));
      return option ? parsePorts(option.name, option.values[0] ?? '', option.inverted) : null;
    };
    return { source: find('--sport', '--source-port'), destination: find('--dport', '--destination-port') };
  },
  match: () => false,
  save: ({ source, destination }) =>
    [...savePorts('--sport', source), ...savePorts('--dport', destination)].join(' '),
  list: ({ source, destination }) =>
    ['tcp', ...listPorts('spt', source), ...listPorts('dpt', destination)].join(' '),
};
