// net/netfilter/xt_multiport.c: one of up to fifteen ports or ranges.
import { inPorts, type PortRange, parsePorts } from '../options.ts';
import { type MatchExtension, OptionError } from '../types.ts';

const MAX_PORTS = 15;
type Which = 'sports' | 'dports' | 'ports';

interface MultiportParams {
  readonly which: Which;
  readonly ranges: readonly PortRange[];
  readonly inverted: boolean;
}

const WHICH: Readonly<Record<string, Which>> = {
  '--sports': 'sports',
  '--source-ports': 'sports',
  '--dports': 'dports',
  '--destination-ports': 'dports',
  '--ports': 'ports',
};

const show = ({ ranges }: MultiportParams) =>
  ranges.map(({ low, high }) => (low === high ? `${low}` : `${low}:${high}`)).join(',');

export const multiport: MatchExtension<MultiportParams> = {
  options: { '--sports': 1, '--source-ports': 1, '--dports': 1, '--destination-ports': 1, '--ports': 1 },
  parse([option]) {
    if (!option) throw new OptionError('multiport needs an option');
    const ranges = (option.values[0] ?? '').split(',').map((text) => parsePorts(option.name, text, false));
    if (ranges.length > MAX_PORTS) throw new OptionError('too many ports specified');
    return { which: WHICH[option.name] ?? 'ports', ranges, inverted: option.inverted };
  },
  match({ which, ranges, inverted }, { packet: { payload } }) {
    if (payload.layer !== 'udp' && payload.layer !== 'tcp') return false;
    const hit = (port: number) => ranges.some((range) => inPorts(range, port));
    const source = which !== 'dports' && hit(payload.sport);
    const destination = which !== 'sports' && hit(payload.dport);
    return (source || destination) !== inverted;
  },
  save: (params) => `${params.inverted ? '! ' : ''}--${params.which} ${show(params)}`,
  list: (params) => `multiport ${params.which} ${params.inverted ? ' !' : ''}${show(params)}`,
};
