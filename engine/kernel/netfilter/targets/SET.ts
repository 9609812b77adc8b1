// net/netfilter/xt_set.c set_target_v3: puts the packet into a set, or takes it out of one.
import { ip_set_add, ip_set_del } from '../../ipset/ip_set_packet.ts';
import { formatSetFlags, parseSetFlags, type SetFlags } from '../set_flags.ts';
import { type Option, OptionError, type TargetExtension } from '../types.ts';

interface SetTargetParams {
  readonly add: SetFlags | null;
  readonly del: SetFlags | null;
  readonly exist: boolean;
  readonly timeout: number | null;
}

/** IPSET_NO_TIMEOUT - 1 */
const MAX_TIMEOUT = 0xfffffffe;
/** IPSET_MAX_TIMEOUT: what the kernel makes of more. */
const LONGEST = 2_147_483;

function timeoutOf(option: Option | undefined): number | null {
  if (!option) return null;
  const [text = ''] = option.values;
  if (!/^\d+$/.test(text) || Number(text) > MAX_TIMEOUT)
    throw new OptionError(`Invalid value for option --timeout or out of range 0-${MAX_TIMEOUT}`);
  return Number(text);
}

const describe = ({ add, del, exist, timeout }: SetTargetParams, dashes: string) =>
  [
    ...(add ? [`${dashes}add-set ${formatSetFlags(add)}`] : []),
    ...(exist ? [`${dashes}exist`] : []),
    ...(timeout === null ? [] : [`${dashes}timeout ${timeout}`]),
    ...(del ? [`${dashes}del-set ${formatSetFlags(del)}`] : []),
  ].join(' ');

export const SET: TargetExtension<SetTargetParams> = {
  options: { '--add-set': 2, '--del-set': 2, '--exist': 0, '--timeout': 1 },
  parse(options, context) {
    const find = (name: string) => options.find((option) => option.name === name);
    const [add, del, timeout, exist] = ['--add-set', '--del-set', '--timeout', '--exist'].map(find);
    if (!add && !del)
      throw new OptionError("You must specify either `--add-set' or `--del-set' or `--map-set'");
    if (exist && !add) throw new OptionError("Flag `--exist' can be used with `--add-set' only");
    if (timeout && !add) throw new OptionError("Option `--timeout' can be used with `--add-set' only");
    return {
      add: add ? parseSetFlags(add, context) : null,
      del: del ? parseSetFlags(del, context) : null,
      exist: exist !== undefined,
      timeout: timeoutOf(timeout),
    };
  },
  act({ add, del, exist, timeout }, { net, packet }) {
    const seconds = timeout === null ? null : Math.min(timeout, LONGEST);
    if (add) ip_set_add(net, add.name, packet, { source: add.source, exist, timeout: seconds });
    if (del) ip_set_del(net, del.name, packet, del.source);
    return 'CONTINUE';
  },
  save: (params) => describe(params, '--'),
  list: (params) => describe(params, ''),
  sets: ({ add, del }) => [add, del].flatMap((each) => (each ? [each.name] : [])),
};
