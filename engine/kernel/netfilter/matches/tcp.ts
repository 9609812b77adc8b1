// net/netfilter/xt_tcpudp.c tcp_mt: the ports of a segment.
import { inPorts, listPorts, type PortRange, parsePorts, savePorts } from '../options.ts';
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
  match({ source, destination }, { packet: { payload } }) {
    return payload.layer === 'tcp' && inPorts(source, payload.sport) && inPorts(destination, payload.dport);
  },
  save: ({ source, destination }) =>
    [...savePorts('--sport', source), ...savePorts('--dport', destination)].join(' '),
  list: ({ source, destination }) =>
    ['tcp', ...listPorts('spt', source), ...listPorts('dpt', destination)].join(' '),
};
