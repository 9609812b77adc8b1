// net/netfilter/xt_physdev.c: the bridge ports a frame came in and goes out by.
import { bang } from '../options.ts';
import { interfaceName } from '../parse/interface.ts';
import { textOf } from '../parse/xtoptions.ts';
import { type HookState, type MatchExtension, type Option, OptionError, type RuleHead } from '../types.ts';

interface Port {
  readonly name: string;
  readonly inverted: boolean;
}

interface PhysdevParams {
  readonly isIn: { readonly inverted: boolean } | null;
  readonly in: Port | null;
  readonly isOut: { readonly inverted: boolean } | null;
  readonly out: Port | null;
  readonly isBridged: { readonly inverted: boolean } | null;
}

function port(option: Option | undefined, head: RuleHead): Port | null {
  return option ? { name: interfaceName(textOf(option), head), inverted: option.inverted } : null;
}

/** ifname_compare_aligned */
function isPort({ name }: Port, dev = ''): boolean {
  return name.endsWith('+') ? dev.startsWith(name.slice(0, -1)) : dev === name;
}

function physdev_mt(params: PhysdevParams, { skb: { bridge } }: HookState): boolean {
  // A packet that is not on a bridge: only what is inverted can be true of it.
  if (!bridge)
    return Object.values(params).every((part: { inverted: boolean } | null) => !part || part.inverted);
  const { physin, physout } = bridge;
  const { isIn, isOut, isBridged } = params;
  if (isBridged && (physout !== null) === isBridged.inverted) return false;
  if (isIn && (physin !== null) === isIn.inverted) return false;
  if (isOut && (physout !== null) === isOut.inverted) return false;
  if (params.in && isPort(params.in, physin?.name) === params.in.inverted) return false;
  return !params.out || isPort(params.out, physout?.name) !== params.out.inverted;
}

function show({ isIn, in: indev, isOut, out, isBridged }: PhysdevParams): string {
  return [
    ...(isIn ? [`${bang(isIn.inverted)}--physdev-is-in`] : []),
    ...(indev ? [`${bang(indev.inverted)}--physdev-in ${indev.name}`] : []),
    ...(isOut ? [`${bang(isOut.inverted)}--physdev-is-out`] : []),
    ...(out ? [`${bang(out.inverted)}--physdev-out ${out.name}`] : []),
    ...(isBridged ? [`${bang(isBridged.inverted)}--physdev-is-bridged`] : []),
  ].join(' ');
}

const flag = { takes: 0, invertible: true };

export const physdev: MatchExtension<PhysdevParams> = {
  options: {
    '--physdev-in': { takes: 1, invertible: true },
    '--physdev-out': { takes: 1, invertible: true },
    '--physdev-is-in': flag,
    '--physdev-is-out': flag,
    '--physdev-is-bridged': flag,
  },
  parse(options, head) {
    if (options.length === 0) throw new OptionError('PHYSDEV: no physdev option specified');
    const find = (name: string) => options.find((option) => option.name === name);
    return {
      isIn: find('--physdev-is-in') ?? null,
      in: port(find('--physdev-in'), head),
      isOut: find('--physdev-is-out') ?? null,
      out: port(find('--physdev-out'), head),
      isBridged: find('--physdev-is-bridged') ?? null,
    };
  },
  check({ out, isOut, isBridged }, { hooks }) {
    const bridged = isBridged !== null && !isBridged.inverted;
    return (out || isOut) && !bridged && hooks.has('OUTPUT')
      ? '--physdev-out and --physdev-is-out only supported in the FORWARD and POSTROUTING chains with bridged traffic'
      : null;
  },
  match: physdev_mt,
  save: show,
  list: (params) => `PHYSDEV match ${show(params)}`,
};
