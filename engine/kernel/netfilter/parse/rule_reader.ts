// iptables/xshared.c do_parse, libxtables: the parts of a rule, read in the order in which they are typed.
import { MATCHES } from '../matches/index.ts';
import { parseProtocol, protocolName } from '../protocols.ts';
import { TARGETS } from '../targets/index.ts';
import {
  type AddressPart,
  type BoundMatch,
  type InterfacePart,
  OptionError,
  type ProtocolPart,
  type Rule,
  type RuleHead,
  type Target,
} from '../types.ts';
import { isMatchName, saveWord } from '../words.ts';
import { parseAddresses } from './address.ts';
import { isOwnOption } from './command.ts';
import {
  addOption,
  bindMatch,
  bindTarget,
  type ExtensionOption,
  openReading,
  type Reading,
} from './extension.ts';
import type { Getopt, LongOption } from './getopt.ts';
import { interfaceName } from './interface.ts';
import { UNSUPPORTED_MATCHES, UNSUPPORTED_OPTIONS, UNSUPPORTED_TARGETS } from './unsupported.ts';
import { specOf } from './xtoptions.ts';

/** One more than a name may have characters. */
export const XT_EXTENSION_MAXNAMELEN = 29;

type Named = { readonly text: string; readonly inverted: boolean };
type Words = Pick<Getopt<unknown>, 'at' | 'take'>;

export class RuleReader implements RuleHead {
  readonly notes: string[] = [];
  protocol: ProtocolPart | null = null;
  /** `-j` or `-g` with its name. */
  jump: { readonly name: string; readonly goto: boolean } | null = null;
  readonly hasSet: (name: string) => boolean;
  private readonly words: readonly string[];
  private readonly addresses: { s: Named | null; d: Named | null } = { s: null, d: null };
  private readonly interfaces: { i: InterfacePart | null; o: InterfacePart | null } = { i: null, o: null };
  private fragment: Rule['fragment'] = null;
  private readonly matches: Reading[] = [];
  private target: Reading | null = null;
  private protocolText: string | null = null;
  private protocolUsed = false;
  private bound: { readonly matches: readonly BoundMatch[]; readonly target: Target | null } = {
    matches: [],
    target: null,
  };

  constructor(words: readonly string[], hasSet: (name: string) => boolean) {
    this.words = words;
    this.hasSet = hasSet;
  }

  note(text: string): void {
    this.notes.push(text);
  }

  /** Names of the extensions' options, the last one loaded first. */
  get longs(): LongOption<ExtensionOption>[] {
    const open = [...this.matches, ...(this.target ? [this.target] : [])];
    return open.reverse().flatMap((reading) => (reading.completed ? [] : reading.longs));
  }

  readAddress(letter: 's' | 'd', text: string, inverted: boolean): void {
    this.addresses[letter] = { text, inverted };
  }

  readProtocol(text: string, inverted: boolean): void {
    const name = text.toLowerCase();
    const protocol = parseProtocol(name);
    if (protocol === undefined) throw new OptionError(`unknown protocol "${name}" specified`);
    if (protocol === 0 && inverted) throw new OptionError('rule would never match protocol');
    this.protocolText = name;
    this.protocol = protocol === 0 ? null : { protocol, inverted };
  }

  /** xtables_parse_interface */
  readInterface(letter: 'i' | 'o', name: string, inverted: boolean): void {
    if (name === '') throw new OptionError('Empty interface is likely to be undesired');
    this.interfaces[letter] = { name: interfaceName(name, this), inverted };
  }

  readFragment(inverted: boolean): void {
    this.fragment = { inverted };
  }

  readMatch(name: string, words: Words): void {
    if (name.length >= XT_EXTENSION_MAXNAMELEN)
      throw new OptionError(`Invalid match name "${name}" (${XT_EXTENSION_MAXNAMELEN - 1} chars max)`);
    for (const before of this.matches) before.completed ||= before.name === name;
    if (isMatchName(name) && !this.asksMore(name, words))
      this.matches.push(openReading(name, MATCHES[name].options));
    else if (isMatchName(name) || UNSUPPORTED_MATCHES.has(name)) this.matches.push(this.readRaw(name, words));
    else throw new OptionError(`Couldn't load match \`${name}':No such file or directory\n`);
  }

  /** Is there an option behind a match that the engine does not have? */
  private asksMore(name: string, words: Words): boolean {
    const option = UNSUPPORTED_OPTIONS.get(name);
    return option !== undefined && this.words.includes(option, words.at);
  }

  readJump(name: string, goto: boolean, words: Words): void {
    if (name === '') throw new OptionError('Invalid target name (too short)');
    if (name.length >= XT_EXTENSION_MAXNAMELEN)
      throw new OptionError(`Invalid target name \`${name}' (${XT_EXTENSION_MAXNAMELEN - 1} chars max)`);
    if (/\s/.test(name)) throw new OptionError(`Invalid target name \`${name}'`);
    this.jump = { name, goto };
    if (goto) return;
    if (Object.hasOwn(TARGETS, name)) this.target = openReading(name, TARGETS[name]!.options);
    else if (UNSUPPORTED_TARGETS.has(name)) this.target = this.readRaw(name, words);
  }

  /** An extension the engine does not have: everything up to iptables' next own option is its. */
  private readRaw(name: string, words: Words): Reading {
    const reading = openReading(name, {});
    for (;;) {
      const word = this.words[words.at];
      const owned = word === '!' ? this.words[words.at + 1] : word;
      if (word === undefined || owned === undefined || isOwnOption(owned)) return reading;
      reading.words.push(word === '!' ? word : saveWord(words.take()!));
      if (word === '!') words.take();
    }
  }

  readExtension(
    { reading, name }: ExtensionOption,
    value: string | null,
    inverted: boolean,
    words: Words,
  ): void {
    const { takes } = specOf(reading.table, name);
    const values = value === null ? [] : [value];
    while (values.length < takes) {
      const more = this.words[words.at];
      if (more === undefined || /^[-!]/.test(more))
        throw new OptionError(`${name} requires ${takes === 2 ? 'two' : takes} args.`);
      values.push(words.take()!);
    }
    addOption(reading, name, inverted, values);
  }

  /** load_proto: `-p tcp` brings `-m tcp` when an option of it comes. */
  loadProtocol(): boolean {
    if (this.protocolText === null) return false;
    const number = parseProtocol(this.protocolText)!;
    const name = protocolName(number);
    const loaded = this.matches.some((match) => match.name === name);
    if ((loaded && this.protocolUsed) || !isMatchName(name)) return false;
    for (const before of this.matches) before.completed ||= before.name === name;
    this.matches.push(openReading(name, MATCHES[name].options));
    this.protocolUsed = true;
    return true;
  }

  /** xtables_option_mfcall, tfcall: the extensions have all their options. */
  bind(): void {
    this.bound = {
      matches: this.matches.map((reading) => bindMatch(reading, this)),
      target: this.target ? bindTarget(this.target, this) : null,
    };
  }

  /** The rules it comes to: one for each source and destination. */
  rules(isChain: (name: string) => boolean): Rule[] {
    const { matches, target } = this.bound;
    const { i, o } = this.interfaces;
    const { protocol, fragment } = this;
    const rest = { in: i, out: o, protocol, fragment, matches, target: target ?? this.plainTarget(isChain) };
    return this.pairs().map(([source, destination]) => ({ source, destination, ...rest }));
  }

  /** Every source with every destination (ipv4_post_parse). */
  pairs(): [AddressPart | null, AddressPart | null][] {
    const { s, d } = this.addresses;
    const sources = addressParts(s);
    const destinations = addressParts(d);
    if ((sources.length > 1 || destinations.length > 1) && (s?.inverted || d?.inverted))
      throw new OptionError('! not allowed with multiple source or destination IP addresses');
    return sources.flatMap((source) =>
      destinations.map((destination): [AddressPart | null, AddressPart | null] => [source, destination]),
    );
  }

  private plainTarget(isChain: (name: string) => boolean): Target {
    if (!this.jump) return { kind: 'none' };
    const { name, goto } = this.jump;
    if (!goto && (name === 'ACCEPT' || name === 'DROP' || name === 'RETURN'))
      return { kind: 'verdict', verdict: name };
    if (isChain(name)) return { kind: 'jump', chain: name, goto };
    throw new OptionError(
      goto ? `goto '${name}' is not a chain` : `Couldn't load target \`${name}':No such file or directory\n`,
    );
  }
}

function addressParts(named: Named | null): (AddressPart | null)[] {
  if (!named) return [null];
  return parseAddresses(named.text).map(({ address, mask }) =>
    mask === 0 && !named.inverted ? null : { address, mask, inverted: named.inverted },
  );
}
