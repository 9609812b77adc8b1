// net/netfilter/xt_owner.c: whose socket a packet made here comes from. A user's group has the user's number.
import { ROOT } from '../../skbuff.ts';
import { badValue, strtoul, textOf } from '../parse/xtoptions.ts';
import { type MatchExtension, type Option, OptionError, Unsupported } from '../types.ts';

interface Ids {
  readonly low: number;
  readonly high: number;
  readonly inverted: boolean;
}

interface OwnerParams {
  readonly uid: Ids | null;
  readonly gid: Ids | null;
  readonly socket: { readonly inverted: boolean } | null;
}

const MAX_ID = 0xfffffffe;

/** owner_parse_range: a number or `100-200`; the only user known by name is root. */
function ids(option: Option | undefined): Ids | null {
  if (!option) return null;
  const text = textOf(option) === 'root' ? '0' : textOf(option);
  const bad = () => badValue('owner', option.name, textOf(option));
  const low = strtoul(text);
  if (!low || low.value > MAX_ID) throw bad();
  const isRange = /^[-:]/.test(low.rest);
  const high = isRange ? strtoul(low.rest.slice(1)) : low;
  if (!high || high.value > MAX_ID || high.rest !== '') throw bad();
  return { low: low.value, high: high.value, inverted: option.inverted };
}

const within = (of: Ids | null, uid: number) => !of || (uid >= of.low && uid <= of.high) !== of.inverted;

function show({ uid, gid, socket }: OwnerParams, names: readonly string[], numeric: boolean): string {
  const one = (name: string, of: Ids | null) => {
    if (!of) return [];
    const id = of.low === of.high ? `${!numeric && of.low === 0 ? 'root' : of.low}` : `${of.low}-${of.high}`;
    return [`${of.inverted ? '! ' : ''}${name} ${id}`];
  };
  const [socketName = '', uidName = '', gidName = ''] = names;
  const exists = socket ? [`${socket.inverted ? '! ' : ''}${socketName}`] : [];
  return [...exists, ...one(uidName, uid), ...one(gidName, gid)].join(' ');
}

export const owner: MatchExtension<OwnerParams> = {
  options: {
    '--uid-owner': { takes: 1, invertible: true },
    '--gid-owner': { takes: 1, invertible: true },
    '--socket-exists': { takes: 0, invertible: true },
    '--suppl-groups': { takes: 0 },
  },
  hooks: ['OUTPUT', 'POSTROUTING'],
  parse(options) {
    if (options.length === 0)
      throw new OptionError('owner: At least one of --uid-owner, --gid-owner or --socket-exists is required');
    const find = (name: string) => options.find((option) => option.name === name);
    const params = {
      uid: ids(find('--uid-owner')),
      gid: ids(find('--gid-owner')),
      socket: find('--socket-exists') ?? null,
    };
    if (find('--suppl-groups')) throw new Unsupported('supplementary groups');
    return params;
  },
  match({ uid, gid, socket }, { skb }) {
    const allInverted = (...parts: (Ids | OwnerParams['socket'])[]) =>
      parts.every((part) => !part || part.inverted);
    // Only what is made here has a socket. The kernel's own has no owner: what is asked of that is true where it is inverted.
    if (skb.orphan) return allInverted(uid, gid, socket);
    if (socket?.inverted) return false;
    const user = skb.request ? ROOT : skb.uid;
    return user === null ? allInverted(uid, gid) : within(uid, user) && within(gid, user);
  },
  save: (params) => show(params, ['--socket-exists', '--uid-owner', '--gid-owner'], true),
  list: (params, numeric) =>
    show(params, ['owner socket exists', 'owner UID match', 'owner GID match'], numeric),
};
