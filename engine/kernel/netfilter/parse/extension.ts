// iptables/xshared.c command_match, command_jump: extensions of a rule while their options are being read.
import { MATCHES } from '../matches/index.ts';
import { TARGETS } from '../targets/index.ts';
import {
  type BoundMatch,
  type CheckPlace,
  type CheckRefusal,
  type HookState,
  type MatchExtension,
  type Option,
  type OptionTable,
  type RuleHead,
  type Target,
  type TargetExtension,
  Unsupported,
  type Where,
} from '../types.ts';
import { isMatchName, saveWord } from '../words.ts';
import type { LongOption } from './getopt.ts';
import { checkOption, checkOptions, specOf } from './xtoptions.ts';

/** An option as getopt finds it. */
export interface ExtensionOption {
  readonly reading: Reading;
  /** The first of its names. */
  readonly name: string;
}

/** An extension of the rule whose options may still come. */
export interface Reading {
  readonly name: string;
  readonly table: OptionTable;
  readonly longs: readonly LongOption<ExtensionOption>[];
  readonly options: Option[];
  /** Its words so far, as they are printed. */
  readonly words: string[];
  /** The same match was loaded again: options are that one's. */
  completed: boolean;
}

export function openReading(name: string, table: OptionTable): Reading {
  const longs: LongOption<ExtensionOption>[] = [];
  const reading: Reading = { name, table, longs, options: [], words: [], completed: false };
  const ids = new Map<string, ExtensionOption>();
  for (const option of Object.keys(table)) {
    const { takes, as = option } = specOf(table, option);
    const id = ids.get(as) ?? { reading, name: as };
    ids.set(as, id);
    longs.push({ name: option.slice(2), arity: takes === 0 ? 0 : 1, id });
  }
  return reading;
}

/** xtables_option_mpcall: one option has been read. */
export function addOption(
  reading: Reading,
  name: string,
  inverted: boolean,
  values: readonly string[],
): void {
  const option: Option = { name, inverted, values };
  checkOption(reading.name, reading.table, option, reading.options);
  reading.options.push(option);
  reading.words.push(...(inverted ? ['!'] : []), name, ...values.map(saveWord));
}

/** An extension's parameters, or the words it was given when the engine cannot follow them. */
function parameters<P>(
  reading: Reading,
  extension: { parse(options: readonly Option[], head: RuleHead): P },
  head: RuleHead,
): { params: P } | null {
  try {
    const params = extension.parse(reading.options, head);
    checkOptions(reading.name, reading.table, reading.options);
    return { params };
  } catch (error) {
    if (error instanceof Unsupported) return null;
    throw error;
  }
}

const unsupported = ({ name, words }: Reading) =>
  ({ kind: 'unsupported', name, words: words.join(' ') }) as const;

export function bindMatch(reading: Reading, head: RuleHead): BoundMatch {
  const { name } = reading;
  if (!isMatchName(name)) return unsupported(reading);
  const extension: MatchExtension<unknown> = MATCHES[name];
  const bound = parameters(reading, extension, head);
  if (!bound) return unsupported(reading);
  const { params } = bound;
  return {
    kind: 'match',
    name,
    match: (state: HookState) => extension.match(params, state),
    check: checkOf(`${name} match`, extension, params),
    save: extension.save(params),
    list: (numeric) => extension.list(params, numeric),
    tracks: extension.tracks ?? false,
    sets: extension.sets?.(params) ?? [],
  };
}

export function bindTarget(reading: Reading, head: RuleHead): Target {
  const { name } = reading;
  const extension: TargetExtension<unknown> | undefined = TARGETS[name];
  const bound = extension && parameters(reading, extension, head);
  if (!extension || !bound) return unsupported(reading);
  const { params } = bound;
  return {
    kind: 'extension',
    name,
    listedAs: extension.listedAs ?? name,
    act: (state) => extension.act(params, state),
    afterwards: (state) => extension.afterwards?.(params, state),
    check: checkOf(`${name} target`, extension, params),
    log: extension.log?.(params) ?? null,
    save: extension.save(params),
    list: (numeric) => extension.list(params, numeric),
    tracks: extension.tracks ?? false,
    sets: extension.sets?.(params) ?? [],
  };
}

interface Checked<P> extends Where {
  check?(params: P, place: CheckPlace): CheckRefusal | null;
}

/** xt_check_match, xt_check_target: the chains and protocol an extension is for, then what it checks itself. */
function checkOf<P>(what: string, extension: Checked<P>, params: P) {
  return (place: CheckPlace): CheckRefusal | null => {
    const { hooks, protocol, tables } = extension;
    if (tables && !tables.includes(place.table))
      return `${what}: only valid in ${tables.join('/')} table, not ${place.table}`;
    const strange = hooks && [...place.hooks].find((hook) => !hooks.includes(hook));
    if (strange)
      return `${what}: used from hooks ${[...place.hooks].join('/')}, but only usable from ${hooks.join('/')}`;
    const own = place.rule.protocol;
    if (protocol !== undefined && (own?.protocol !== protocol || own.inverted))
      return `${what}: only valid for protocol ${protocol}`;
    return extension.check?.(params, place) ?? null;
  };
}
