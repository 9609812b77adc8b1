// net/netfilter/xt_sctp.c: the ports of an SCTP packet. Rules that ask for its chunks are kept as they are written.
import { portsOf } from '../ports.ts';
import type { MatchExtension } from '../types.ts';
import { only, parsePorts } from './port_options.ts';
import { listPorts, onePort, type PortRange, port_match } from './ports.ts';

interface SctpParams {
  readonly source: PortRange | null;
  readonly destination: PortRange | null;
}

const IPPROTO_SCTP = 132;

/** /etc/services has no names for its ports. */
const numbered = () => undefined;

/** sctp_save: other than tcp's, a range of all ports is written, too. */
function save(option: string, range: PortRange | null): string[] {
  if (!range) return [];
  const { low, high, inverted } = range;
  return [`${inverted ? '! ' : ''}${option} ${low === high ? low : `${low}:${high}`}`];
}

export const sctp: MatchExtension<SctpParams> = {
  options: {
    '--source-port': 1,
    '--sport': { takes: 1, as: '--source-port' },
    '--destination-port': 1,
    '--dport': { takes: 1, as: '--destination-port' },
  },
  protocol: IPPROTO_SCTP,
  parse(options) {
    const range = (name: string): PortRange | null => {
      const option = only(options, `Only one \`${name}' allowed`, name);
      return option ? parsePorts(option, numbered) : null;
    };
    return { source: range('--source-port'), destination: range('--destination-port') };
  },
  match({ source, destination }, { packet }) {
    if (packet.protocol !== IPPROTO_SCTP) return false;
    const ports = portsOf(packet);
    return ports !== null && port_match(source, ports.sport) && port_match(destination, ports.dport);
  },
  dport: ({ destination }) => onePort(destination),
  save: ({ source, destination }) => [...save('--sport', source), ...save('--dport', destination)].join(' '),
  list: ({ source, destination }) =>
    ['sctp', ...listPorts('spt', source, true), ...listPorts('dpt', destination, true)].join(' '),
};
