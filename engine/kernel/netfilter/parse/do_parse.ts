// iptables/xshared.c do_parse: the words of an iptables command.
import type { TableKind } from '../../../trace/rows.ts';
import { OptionError } from '../types.ts';
import { assertChainName } from './chain_name.ts';
import { type Command, type CommandKind, ILLEGAL, LONGS, OPTION_LETTERS, SHORTS } from './command.ts';
import type { ExtensionOption } from './extension.ts';
import { Getopt } from './getopt.ts';
import { RuleReader, XT_EXTENSION_MAXNAMELEN } from './rule_reader.ts';
import { strtoui } from './xtoptions.ts';

type Id = string | ExtensionOption;

/** What ends the program before it does anything. */
export type Parsed =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'version' }
  | { readonly kind: 'help' };

export interface ParseContext {
  readonly table: TableKind;
  isTable(name: string): name is TableKind;
  isChain(table: TableKind, name: string): boolean;
  hasSet(name: string): boolean;
  /** A line of iptables-restore, where the table is chosen already. */
  readonly restoring?: boolean;
}

/** Options that say something of a rule, in which a `!` may stand; the others refuse it. */
const INVERTIBLE = 'sdpiof';
const INT_MAX = 0x7fffffff;

export function do_parse(words: readonly string[], context: ParseContext): Parsed {
  return new CommandReader(words, context).read();
}

class CommandReader {
  private readonly getopt: Getopt<Id>;
  private readonly rule: RuleReader;
  private readonly context: ParseContext;
  private readonly used = new Set<string>();
  private kind: CommandKind | null = null;
  private zero: Command['zero'] = null;
  private chain: string | null = null;
  private rulenum = 0;
  private newname = '';
  private policy = '';
  private tableName: string;
  private verbose = 0;
  private counters: Command['counters'] = null;
  private ended: 'version' | 'help' | null = null;

  constructor(words: readonly string[], context: ParseContext) {
    this.getopt = new Getopt<Id>(words, SHORTS);
    this.rule = new RuleReader(words, context.hasSet);
    this.context = context;
    this.tableName = context.table;
  }

  read(): Parsed {
    let inverted = false;
    for (;;) {
      const at = this.getopt.at;
      const got = this.getopt.next(() => [...LONGS, ...this.rule.longs]);
      if (got.kind === 'end') break;
      if (got.kind === 'word') {
        if (got.word !== '!') throw new OptionError(`Bad argument \`${got.word}'`, 2, true);
        if (inverted) throw new OptionError('multiple consecutive ! not allowed');
        inverted = true;
        continue;
      }
      if (got.kind === 'option') this.option(got.id, got.value, inverted);
      else if (this.rule.loadProtocol()) {
        this.getopt.at = at;
        continue;
      } else if (got.kind === 'missing')
        throw new OptionError(`option "${this.getopt.last}" requires an argument`);
      else throw new OptionError(`unknown option "${this.getopt.last}"`);
      if (this.ended) return { kind: this.ended };
      inverted = false;
    }
    return { kind: 'command', command: this.finish(inverted) };
  }

  private option(id: Id, value: string | null, inverted: boolean): void {
    if (typeof id !== 'string') {
      this.rule.readExtension(id, value, inverted, this.getopt);
      return;
    }
    if ('ACDRILSFZNXEP'.includes(id)) this.command(id as CommandKind, value, inverted);
    else if (OPTION_LETTERS.includes(id) || id === 'g') this.ruleOption(id, value ?? '', inverted);
    else this.other(id, value ?? '', inverted);
  }

  /** add_command */
  private command(kind: CommandKind, value: string | null, inverted: boolean): void {
    if (inverted) throw new OptionError("unexpected '!' flag");
    const { getopt } = this;
    const listing = this.kind === 'L' || this.kind === 'S';
    if (kind === 'Z' && listing) this.zero = 'Z';
    else if ((kind === 'L' || kind === 'S') && (this.kind === 'Z' || this.kind === 'Z#')) {
      this.zero = this.kind;
      this.kind = kind;
    } else if (this.kind) throw new OptionError(`Cannot use -${kind} with -${this.kind[0]}`);
    else this.kind = kind;
    if (kind === 'N') assertChainName(value!);
    if (value !== null) this.chain = value;
    else if (getopt.hasArgument) this.chain = getopt.take()!;
    this.commandArguments(kind);
  }

  /** What comes behind the chain. */
  private commandArguments(kind: CommandKind): void {
    const { getopt } = this;
    const more = getopt.hasArgument;
    if (kind === 'I') this.rulenum = more ? this.number() : 1;
    if (kind === 'R' && !more) throw new OptionError('-R requires a rule number');
    if (kind === 'E' && !more) throw new OptionError('-E requires old-chain-name and new-chain-name');
    if (kind === 'P' && !more) throw new OptionError('-P requires a chain and a policy');
    if (!more) return;
    if (kind === 'E') this.newname = getopt.take()!;
    if (kind === 'P') this.policy = getopt.take()!;
    if ('DRLSZ'.includes(kind)) this.rulenum = this.number();
    if (kind === 'D') this.kind = 'D#';
    if (kind === 'Z' && this.zero) this.zero = 'Z#';
    else if (kind === 'Z') this.kind = 'Z#';
  }

  private number(): number {
    const word = this.getopt.take()!;
    const value = strtoui(word, 1, INT_MAX);
    if (value === null) throw new OptionError(`Invalid rule number \`${word}'`);
    return value;
  }

  /** set_option */
  private ruleOption(letter: string, value: string, inverted: boolean): void {
    const flag = letter === 'g' ? 'j' : letter;
    if (this.used.has(flag) && flag !== 'v') throw new OptionError(`multiple -${flag} flags not allowed`);
    this.used.add(flag);
    if (inverted && !INVERTIBLE.includes(flag)) throw new OptionError(`cannot have ! before -${flag}`);
    const { rule } = this;
    if (flag === 's' || flag === 'd') rule.readAddress(flag, value, inverted);
    if (flag === 'p') rule.readProtocol(value, inverted);
    if (flag === 'i' || flag === 'o') rule.readInterface(flag, value, inverted);
    if (flag === 'f') rule.readFragment(inverted);
    if (flag === 'j') rule.readJump(value, letter === 'g', this.getopt);
    if (flag === 'v') this.verbose++;
    if (flag === 'c') this.counters = this.readCounters(value);
  }

  private readCounters(value: string): Command['counters'] {
    const [packets = '', attached] = value.split(/,(.*)/s);
    const bytes = attached ?? (this.getopt.hasArgument ? this.getopt.take() : undefined);
    if (bytes === undefined) throw new OptionError('-c requires packet and byte counter');
    if (!/^\s*[+-]?\d/.test(packets)) throw new OptionError('-c packet counter not numeric');
    if (!/^\s*[+-]?\d/.test(bytes)) throw new OptionError('-c byte counter not numeric');
    return { packets: Number.parseInt(packets, 10), bytes: Number.parseInt(bytes, 10) };
  }

  private other(letter: string, value: string, inverted: boolean): void {
    switch (letter) {
      case 'm':
        if (inverted) throw new OptionError('unexpected ! flag before --match');
        this.rule.readMatch(value, this.getopt);
        break;
      case 't':
        if (inverted) throw new OptionError('unexpected ! flag before --table');
        if (this.context.restoring)
          throw new OptionError('The -t option cannot be used in iptables-restore.\n');
        this.tableName = value;
        break;
      case 'w':
        if (this.context.restoring) throw new OptionError("You cannot use `-w' from iptables-restore");
        if (value === '' && this.getopt.hasArgument) this.getopt.take();
        break;
      case 'V':
        this.ended = 'version';
        break;
      case 'h':
        this.ended = 'help';
        break;
      case '6':
        throw new OptionError('', 2, true);
    }
  }

  private finish(inverted: boolean): Command {
    const { kind, chain, rule, context, tableName } = this;
    if (tableName === 'nat' && (this.policy === 'DROP' || rule.jump?.name === 'DROP'))
      throw new OptionError(
        '\nThe "nat" table is not intended for filtering, the use of DROP is therefore inhibited.\n\n',
      );
    rule.bind();
    if (this.getopt.take() !== undefined) throw new OptionError('unknown arguments found on commandline');
    if (!kind) throw new OptionError('no command specified');
    if (inverted) throw new OptionError('nothing appropriate following !');
    const takesRule = 'ACDRI'.includes(kind);
    const { length } = rule.pairs();
    if (kind === 'R' && length !== 1)
      throw new OptionError('Replacement rule does not specify a unique address');
    this.checkLegal(kind);
    if (chain !== null && chain.length >= XT_EXTENSION_MAXNAMELEN)
      throw new OptionError(
        `chain name \`${chain}' too long (must be under ${XT_EXTENSION_MAXNAMELEN} chars)`,
      );
    if ('ACDRI'.includes(kind[0]!)) this.checkDevices(chain ?? '');
    if (!context.isTable(tableName))
      throw new OptionError(
        `can't initialize iptables table \`${tableName}': Table does not exist (do you need to insmod?)`,
        3,
      );
    return {
      kind,
      zero: this.zero,
      table: tableName,
      chain,
      rulenum: this.rulenum,
      newname: this.newname,
      policy: this.policy,
      rules: takesRule ? rule.rules((name) => context.isChain(tableName, name)) : [],
      counters: this.counters,
      verbose: this.verbose > 0,
      numeric: this.used.has('n'),
      exact: this.used.has('x'),
      lineNumbers: this.used.has('0'),
      notes: rule.notes,
    };
  }

  /** generic_opt_check */
  private checkLegal(kind: CommandKind): void {
    const kinds = this.zero ? [kind, this.zero] : [kind];
    for (const letter of OPTION_LETTERS) {
      if (this.used.has(letter) && kinds.every((each) => ILLEGAL[each].includes(letter)))
        throw new OptionError(`Illegal option \`-${letter}' with this command`);
    }
  }

  private checkDevices(chain: string): void {
    if (this.used.has('o') && (chain === 'PREROUTING' || chain === 'INPUT'))
      throw new OptionError(`Can't use -o with ${chain}\n`);
    if (this.used.has('i') && (chain === 'POSTROUTING' || chain === 'OUTPUT'))
      throw new OptionError(`Can't use -i with ${chain}\n`);
  }
}
