// net/netfilter/xt_connmark.c connmark_tg: writes the connection's mark, or the packet's from it.
import type { Conn } from '../../conntrack/nf_conntrack_core.ts';
import { hex, type Masked } from '../options.ts';
import { uint } from '../parse/xtoptions.ts';
import { type HookState, type Option, OptionError, type TargetExtension } from '../types.ts';
import { exclusive, MARK_OPTIONS, markText, readMark } from './mark_words.ts';

type ConnmarkParams =
  | ({ readonly mode: 'set' } & Masked)
  | {
      readonly mode: 'save' | 'restore';
      readonly nfmask: number;
      readonly ctmask: number;
    };

type Params = ConnmarkParams & {
  readonly shift: { readonly dir: 'left' | 'right'; readonly bits: number } | null;
};

const UINT_MAX = 0xffffffff;
const OPERATIONS = [...Object.keys(MARK_OPTIONS), '--save-mark', '--restore-mark'];
const MARKS = exclusive(OPERATIONS, 1);

function readOperation(options: readonly Option[], operation: Option): ConnmarkParams {
  const mask = (name: string) => {
    const option =
      options.find((each) => each.name === name) ?? options.find((each) => each.name === '--mask');
    return option ? uint('CONNMARK', option, UINT_MAX) : UINT_MAX;
  };
  if (operation.name === '--save-mark' || operation.name === '--restore-mark') {
    const mode = operation.name === '--save-mark' ? 'save' : 'restore';
    return { mode, nfmask: mask('--nfmask'), ctmask: mask('--ctmask') };
  }
  return { mode: 'set', ...readMark('CONNMARK', operation) };
}

function readShift(options: readonly Option[]): Params['shift'] {
  const option = options.findLast(({ name }) => name.endsWith('-shift-mark'));
  if (!option) return null;
  const bits = uint('CONNMARK', option, 32);
  return bits === 0 ? null : { dir: option.name === '--left-shift-mark' ? 'left' : 'right', bits };
}

function shifted(value: number, shift: Params['shift']): number {
  if (!shift) return value;
  const { dir, bits } = shift;
  if (bits > 31) return 0;
  return (dir === 'left' ? value << bits : value >>> bits) >>> 0;
}

function act(params: Params, { net, skb }: HookState): void {
  if (!skb.ct) return;
  const { conn } = skb.ct;
  switch (params.mode) {
    case 'set':
      setMark(conn, (conn.mark & ~params.mask) ^ params.value);
      conn.mark = shifted(conn.mark, params.shift);
      break;
    case 'save':
      setMark(conn, (conn.mark & ~params.ctmask) ^ shifted(skb.mark & params.nfmask, params.shift));
      break;
    case 'restore':
      skb.mark = ((skb.mark & ~params.nfmask) ^ shifted(conn.mark & params.ctmask, params.shift)) >>> 0;
      return;
  }
  net.conntrack.write(conn);
}

function setMark(conn: Conn, mark: number): void {
  conn.mark = mark >>> 0;
}

function save(params: ConnmarkParams): string {
  if (params.mode === 'set') return `--set-xmark ${hex(params.value)}/${hex(params.mask)}`;
  return `--${params.mode}-mark --nfmask ${hex(params.nfmask)} --ctmask ${hex(params.ctmask)}`;
}

function list(params: ConnmarkParams): string {
  if (params.mode === 'set') return `CONNMARK ${markText(params)}`;
  const { mode, nfmask, ctmask } = params;
  if (nfmask === UINT_MAX && ctmask === UINT_MAX) return `CONNMARK ${mode}`;
  if (nfmask === ctmask) return `CONNMARK ${mode} mask ${hex(nfmask)}`;
  return mode === 'save'
    ? `CONNMARK save nfmask ${hex(nfmask)} ctmask ~${hex(ctmask)}`
    : `CONNMARK restore ctmask ${hex(ctmask)} nfmask ~${hex(nfmask)}`;
}

const shiftText = ({ shift }: Params, dashes: string) =>
  shift ? ` ${dashes}${shift.dir}-shift-mark ${shift.bits}` : '';

export const CONNMARK: TargetExtension<Params> = {
  options: {
    ...MARKS,
    '--save-mark': { ...MARKS['--save-mark'], takes: 0 },
    '--restore-mark': { ...MARKS['--restore-mark'], takes: 0 },
    '--left-shift-mark': { takes: 1 },
    '--right-shift-mark': { takes: 1 },
    '--ctmask': { takes: 1, excludes: ['--mask'] },
    '--nfmask': { takes: 1, excludes: ['--mask'] },
    '--mask': { takes: 1, excludes: ['--ctmask', '--nfmask'] },
  },
  tracks: true,
  parse(options) {
    const operation = options.find(({ name }) => OPERATIONS.includes(name));
    if (!operation) throw new OptionError('CONNMARK target: No operation specified');
    return { ...readOperation(options, operation), shift: readShift(options) };
  },
  act(params, state) {
    act(params, state);
    return 'CONTINUE';
  },
  save: (params) => `${save(params)}${shiftText(params, '--')}`,
  list: (params) => `${list(params)}${shiftText(params, '')}`,
};
