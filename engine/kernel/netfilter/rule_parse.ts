// iptables/xshared.c do_parse: the words of one rule.

import { ok, problem, type Result } from '../../problem.ts';
import type { MatchName } from '../../trace/events.ts';
import type { TableKind } from '../../trace/rows.ts';
import { prefixMask } from '../../wire/address.ts';
import { parseCidr } from '../../wire/parse_address.ts';
import { MATCHES } from './matches/index.ts';
import { parseProtocol, protocolName } from './protocols.ts';
import { TARGETS } from './targets/index.ts';
import {
  type AddressPart,
  type BoundMatch,
  type InterfacePart,
  type Option,
  OptionError,
  type ParseContext,
  type ProtocolPart,
  type Rule,
  type Target,
  type TargetExtension,
} from './types.ts';

interface Draft {
  source: AddressPart | null;
  destination: AddressPart | null;
  in: InterfacePart | null;
  out: InterfacePart | null;
  protocol: ProtocolPart | null;
  readonly matches: BoundMatch[];
  target: Target;
}

/** An extension whose options are being read. */
interface Reading {
  readonly name: string;
  readonly takes: Readonly<Record<string, number>>;
  readonly options: Option[];
  finish(draft: Draft): void;
}

/** Reads what follows `-A CHAIN`. The problem's `what` is the sentence iptables would print. */
export function parseRule(table: TableKind, words: readonly string[], context: ParseContext): Result<Rule> {
  try {
    return ok(new RuleReader(table, words, context).read());
  } catch (error) {
    if (error instanceof OptionError) return problem('rule', error.message);
    throw error;
  }
}

class RuleReader {
  private readonly table: TableKind;
  private readonly words: readonly string[];
  private readonly context: ParseContext;
  private at = 0;
  private inverted = false;
  private reading: Reading | null = null;
  private readonly draft: Draft = {
    source: null,
    destination: null,
    in: null,
    out: null,
    protocol: null,
    matches: [],
    target: { kind: 'none' },
  };

  constructor(table: TableKind, words: readonly string[], context: ParseContext) {
    this.table = table;
    this.words = words;
    this.context = context;
  }

  read(): Rule {
    while (this.at < this.words.length) this.readOption();
    this.closeExtension();
    return this.draft;
  }

  private next(option: string): string {
    const word = this.words[this.at++];
    if (word === undefined) throw new OptionError(`option "${option}" requires an argument`);
    return word;
  }

  private readOption(): void {
    const word = this.next('!');
    if (word === '!') {
      this.inverted = true;
      return;
    }
    const inverted = this.inverted;
    this.inverted = false;
    if (this.readStandard(word, inverted)) return;
    this.readExtensionOption(word, inverted);
  }

  private readStandard(word: string, inverted: boolean): boolean {
    const { draft } = this;
    switch (word) {
      case '-s':
      case '--source':
        draft.source = address(this.next(word), inverted);
        return true;
      case '-d':
      case '--destination':
        draft.destination = address(this.next(word), inverted);
        return true;
      case '-i':
      case '--in-interface':
        draft.in = { name: this.next(word), inverted };
        return true;
      case '-o':
      case '--out-interface':
        draft.out = { name: this.next(word), inverted };
        return true;
      case '-p':
      case '--protocol':
        draft.protocol = protocol(this.next(word), inverted);
        return true;
      case '-m':
      case '--match':
        this.closeExtension();
        this.openMatch(this.next(word));
        return true;
      case '-j':
      case '--jump':
        this.closeExtension();
        this.openTarget(this.next(word), false);
        return true;
      case '-g':
      case '--goto':
        this.closeExtension();
        this.openTarget(this.next(word), true);
        return true;
      default:
        return false;
    }
  }

  private readExtensionOption(word: string, inverted: boolean): void {
    // `-p tcp --dport 80` loads the protocol's own match without saying so.
    if (this.reading?.takes[word] === undefined && this.draft.protocol) {
      const implied = protocolName(this.draft.protocol.protocol);
      if (isMatchName(implied) && MATCHES[implied].options[word] !== undefined) {
        this.closeExtension();
        this.openMatch(implied);
      }
    }
    const takes = this.reading?.takes[word];
    if (takes === undefined) throw new OptionError(`unknown option "${word.slice(0, 60)}"`);
    const values: string[] = [];
    for (let count = 0; count < takes; count++) values.push(this.next(word));
    this.reading!.options.push({ name: word, inverted, values });
  }

  private closeExtension(): void {
    this.reading?.finish(this.draft);
    this.reading = null;
  }

  private openMatch(name: string): void {
    if (!isMatchName(name)) throw new OptionError(`Couldn't load match \`${name.slice(0, 40)}'`);
    const { context } = this;
    const extension = MATCHES[name];
    const options: Option[] = [];
    this.reading = {
      name,
      takes: extension.options,
      options,
      finish(draft) {
        const params = extension.parse(options, context);
        draft.matches.push({
          name,
          match: (state) => extension.match(params, state),
          // Only `nth` of the statistic match changes while packets pass, and that is not printed.
          save: extension.save(params),
          list: extension.list(params),
          tracks: extension.tracks ?? false,
          sets: extension.sets?.(params) ?? [],
        });
      },
    };
  }

  private openTarget(name: string, goto: boolean): void {
    const { draft } = this;
    if (name === 'ACCEPT' || name === 'DROP' || name === 'RETURN') {
      draft.target = { kind: 'verdict', verdict: name };
      return;
    }
    const extension = targetNamed(name);
    if (!extension) {
      draft.target = { kind: 'jump', chain: name, goto };
      return;
    }
    if (extension.tables && !extension.tables.includes(this.table)) {
      throw new OptionError(`${name}: only valid in ${extension.tables.join(', ')} table, not ${this.table}`);
    }
    const { context } = this;
    const options: Option[] = [];
    this.reading = {
      name,
      takes: extension.options,
      options,
      finish(into) {
        const params = extension.parse(options, context);
        into.target = {
          kind: 'extension',
          name,
          act: (state) => extension.act(params, state),
          afterwards: (state) => extension.afterwards?.(params, state),
          save: extension.save(params),
          list: extension.list(params),
          tracks: extension.tracks ?? false,
          sets: extension.sets?.(params) ?? [],
        };
      },
    };
  }
}

function isMatchName(name: string): name is MatchName {
  return Object.hasOwn(MATCHES, name);
}

function targetNamed(name: string): TargetExtension<unknown> | undefined {
  return Object.hasOwn(TARGETS, name) ? TARGETS[name] : undefined;
}

function address(text: string, inverted: boolean): AddressPart {
  const parsed = parseCidr(text);
  if (!parsed) throw new OptionError(`host/network \`${text.slice(0, 40)}' not found`);
  // Host bits are taken off, as iptables does.
  return { address: (parsed.address & prefixMask(parsed.length)) >>> 0, length: parsed.length, inverted };
}

function protocol(text: string, inverted: boolean): ProtocolPart | null {
  if (text === 'all' || text === '0') return null;
  const number = parseProtocol(text);
  if (number === undefined) throw new OptionError(`unknown protocol "${text.slice(0, 40)}" specified`);
  return { protocol: number, inverted };
}
