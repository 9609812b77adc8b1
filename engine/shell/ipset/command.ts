// ipset lib/ipset.c ipset_parser: the words of one command.
import type { IpsetRequest } from '../../kernel/ipset/request.ts';
import type { Asked } from '../../kernel/ipset/types.ts';
import { parseCreateOptions } from './create.ts';
import { parseElement, readElementOptions, refuseRanges } from './element.ts';
import { IpsetComplaint, parseSetname, syntax } from './parse.ts';
import { TYPE_WORDS, typeNamed } from './types.ts';

/** Options that may stand anywhere. */
export interface Switches {
  exist: boolean;
  quiet: boolean;
  sorted: boolean;
  names: boolean;
  terse: boolean;
  output: 'plain' | 'save' | null;
}

export type IpsetCommand =
  | { readonly kind: 'request'; readonly request: IpsetRequest }
  | { readonly kind: 'test'; readonly set: string; readonly type: string; readonly asked: Asked }
  | { readonly kind: 'list' | 'save'; readonly set: string | null }
  | { readonly kind: 'restore' }
  | { readonly kind: 'version' };

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  create: ['n', '-N', '--create'],
  add: ['a', '-A', '--add'],
  del: ['d', '-D', '--del'],
  test: ['t', '-T', '--test'],
  destroy: ['x', '-X', '--destroy'],
  list: ['l', '-L', '--list'],
  save: ['s', '-S', '--save'],
  restore: ['r', '-R', '--restore'],
  flush: ['f', '-F', '--flush'],
  rename: ['e', '-E', '--rename'],
  swap: ['w', '-W', '--swap'],
  version: ['v', '-v', '-V', '--version'],
};

const SWITCHES: Readonly<Record<string, Partial<Switches>>> = {
  '!': { exist: true },
  exist: { exist: true },
  q: { quiet: true },
  quiet: { quiet: true },
  s: { sorted: true },
  sorted: { sorted: true },
  n: { names: true },
  name: { names: true },
  t: { terse: true },
  terse: { terse: true },
};

function outputMode(mode: string | undefined): Switches['output'] {
  if (mode === undefined) throw new IpsetComplaint('Missing mandatory argument to option -o', true);
  if (mode !== 'plain' && mode !== 'save') throw syntax(`unknown output mode '${mode}'`);
  return mode;
}

/** Takes the switches out from among the words. */
export function readSwitches(words: readonly string[]): { switches: Switches; rest: string[] } {
  let switches: Switches = {
    exist: false,
    quiet: false,
    sorted: false,
    names: false,
    terse: false,
    output: null,
  };
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const name = /^--?(.+)$/.exec(words[at]!)?.[1] ?? '';
    if (name === 'o' || name === 'output') switches.output = outputMode(words[++at]);
    else if (Object.hasOwn(SWITCHES, name)) switches = { ...switches, ...SWITCHES[name] };
    else rest.push(words[at]!);
  }
  return { switches, rest };
}

function commandNamed(word: string | undefined): string {
  if (word === undefined) throw new IpsetComplaint('No command specified.', true);
  const found = Object.keys(COMMANDS).find((name) => name === word || COMMANDS[name]!.includes(word));
  if (!found) throw new IpsetComplaint(`No command specified: unknown argument ${word}`, true);
  return found;
}

/** The type of a set that is there: elements cannot be read without. */
export type TypeOf = (set: string) => string | undefined;

export function parseCommand(words: readonly string[], exist: boolean, typeOf: TypeOf): IpsetCommand {
  const name = commandNamed(words[0]);
  const [first, second, ...more] = words.slice(1);
  const mandatory = () => {
    if (first === undefined) throw new IpsetComplaint(`Missing mandatory argument to command ${name}`, true);
    return parseSetname(first);
  };
  const also = () => {
    if (second === undefined)
      throw new IpsetComplaint(`Missing second mandatory argument to command ${name}`, true);
    return second;
  };
  const noMore = (extra: string | undefined) => {
    if (extra !== undefined) throw new IpsetComplaint(`Unknown argument ${extra}`, true);
  };
  switch (name) {
    case 'create': {
      const set = mandatory();
      const type = typeNamed(also());
      if (!type) throw syntax(`typename '${second}' is unknown`);
      const options = TYPE_WORDS[type] ? parseCreateOptions(more, type) : {};
      return { kind: 'request', request: { do: 'ipset.create', set, type, options, exist } };
    }
    case 'add':
    case 'del':
    case 'test':
      return elementCommand(name, mandatory(), also(), more, exist, typeOf);
    case 'rename':
    case 'swap': {
      const set = mandatory();
      const other = parseSetname(also());
      noMore(more[0]);
      return { kind: 'request', request: { do: `ipset.${name}`, set, other } };
    }
    case 'flush':
    case 'destroy':
    case 'list':
    case 'save': {
      noMore(second);
      const set = first === undefined ? null : parseSetname(first);
      return name === 'list' || name === 'save'
        ? { kind: name, set }
        : { kind: 'request', request: { do: `ipset.${name}`, set } };
    }
    case 'restore':
      noMore(first);
      return { kind: 'restore' };
    default:
      return { kind: 'version' };
  }
}

function elementCommand(
  name: 'add' | 'del' | 'test',
  set: string,
  element: string,
  more: readonly string[],
  exist: boolean,
  typeOf: TypeOf,
): IpsetCommand {
  const type = typeOf(set);
  if (type === undefined) throw new IpsetComplaint('The set with the given name does not exist');
  const asked = readElementOptions(parseElement(element, type), more, type);
  if (name !== 'test') return { kind: 'request', request: { do: `ipset.${name}`, set, asked, exist } };
  refuseRanges(asked, type);
  return { kind: 'test', set, type, asked };
}
