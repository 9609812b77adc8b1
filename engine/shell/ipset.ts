// ipset v7.17 src/ipset.c: the command as a person types it, and the text it saves sets as.
import { ip_set_utest } from '../kernel/ipset/ip_set_core.ts';
import type { IpsetRequest } from '../kernel/ipset/request.ts';
import type { Net } from '../kernel/net_namespace.ts';
import { splitWords } from '../kernel/netfilter/words.ts';
import { ok, problem, type Result } from '../problem.ts';
import { applyIpset } from '../uapi/ipset.ts';
import {
  type IpsetCommand,
  parseCommand,
  readSwitches,
  type Switches,
  type TypeOf,
} from './ipset/command.ts';
import { askedText } from './ipset/element.ts';
import { listing } from './ipset/listing.ts';
import { IpsetComplaint } from './ipset/parse.ts';

const VERSION = 'v7.17';

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

const SILENT: Ran = { stdout: '', stderr: '', code: 0 };

/** `ipset`, with these words behind it. */
export function runIpset(words: readonly string[], net: Net, stdin = ''): Ran {
  let quiet = false;
  try {
    const { switches, rest } = readSwitches(words);
    quiet = switches.quiet;
    const command = parseCommand(rest, switches.exist, typesOf(net));
    return command.kind === 'restore' ? restore(net, stdin, switches) : run(net, command, switches);
  } catch (error) {
    return complained(error, quiet);
  }
}

function complained(error: unknown, quiet: boolean): Ran {
  if (!(error instanceof IpsetComplaint)) throw error;
  const help = error.usage ? "Try `ipset help' for more information.\n" : '';
  const stderr = quiet ? '' : `ipset ${VERSION}: ${error.message}\n${help}`;
  return { stdout: '', stderr, code: error.usage ? 2 : 1 };
}

const typesOf =
  (net: Net): TypeOf =>
  (name) =>
    net.ipset.find(name)?.type.name;

function ask(net: Net, request: IpsetRequest): void {
  const refusal = applyIpset(net, request);
  if (refusal !== null) throw new IpsetComplaint(refusal);
}

function run(net: Net, command: Exclude<IpsetCommand, { kind: 'restore' }>, switches: Switches): Ran {
  switch (command.kind) {
    case 'request':
      ask(net, command.request);
      return SILENT;
    case 'test':
      return test(net, command, switches.quiet);
    case 'list':
    case 'save':
      return { ...SILENT, stdout: listing(net, command.kind, command.set, switches) };
    case 'version':
      return { ...SILENT, stdout: `ipset ${VERSION}, protocol version: 7\n` };
  }
}

/** Both answers are told on the error stream: the exit code is what scripts read. */
function test(
  net: Net,
  { set: name, type, asked }: Extract<IpsetCommand, { kind: 'test' }>,
  quiet: boolean,
): Ran {
  const set = net.ipset.find(name);
  const isIn = set !== undefined && ip_set_utest(net, set, asked);
  const element = askedText(asked, type);
  const answer = isIn ? `Warning: ${element} is in set ${name}.\n` : `${element} is NOT in set ${name}.\n`;
  return { stdout: '', stderr: quiet ? '' : answer, code: isIn ? 0 : 1 };
}

/** Lines that say something, with their numbers. */
function* linesOf(text: string): Generator<{ number: number; line: string }> {
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed === 'COMMIT') continue;
    yield { number: index + 1, line: trimmed };
  }
}

function wordsOf(line: string): string[] {
  const words = splitWords(line);
  if (!words) throw new IpsetComplaint('Syntax error: a quote is not closed');
  return words;
}

/** Mistakes in the use of the program are told without the line. */
function inLine(number: number, error: unknown): unknown {
  if (!(error instanceof IpsetComplaint) || error.usage) return error;
  return new IpsetComplaint(`Error in line ${number}: ${error.message}`);
}

interface Waiting {
  readonly number: number;
  readonly request: Extract<IpsetRequest, { do: 'ipset.add' | 'ipset.del' }>;
}

/** Adds to one set go to the kernel together: when a later line cannot be read, they have not gone. A test is the end. */
function restore(net: Net, text: string, outer: Switches): Ran {
  let waiting: Waiting[] = [];
  let stdout = '';
  const commit = () => {
    for (const { number, request } of waiting) attempt(number, () => ask(net, request));
    waiting = [];
  };
  for (const { number, line } of linesOf(text)) {
    const command = attempt(number, () => readLine(net, wordsOf(line), outer));
    const together =
      command.kind === 'request' && (command.request.do === 'ipset.add' || command.request.do === 'ipset.del')
        ? { number, request: command.request }
        : null;
    const last = waiting[0]?.request;
    if (!together || last?.set !== together.request.set || last.do !== together.request.do) commit();
    if (together) waiting.push(together);
    else {
      const ran = attempt(number, () => run(net, command, outer));
      stdout += ran.stdout;
      if (command.kind === 'test') return { ...ran, stdout };
    }
  }
  commit();
  return { ...SILENT, stdout };
}

function attempt<T>(number: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw inLine(number, error);
  }
}

function readLine(net: Net, words: readonly string[], outer: Switches) {
  const { switches, rest } = readSwitches(words);
  const command = parseCommand(rest, outer.exist || switches.exist, typesOf(net));
  if (command.kind === 'restore' || command.kind === 'version')
    throw new IpsetComplaint(`Command \`${rest[0]}' is invalid in restore mode.`, true);
  return command;
}

export interface RestoredLine {
  readonly line: number;
  readonly request: IpsetRequest;
}

/** What `ipset save` has printed, as the requests that bring it back. Sets it adds to have to be created in it. */
export function restoreIpset(text: string): Result<RestoredLine[]> {
  const types = new Map<string, string>();
  const read: RestoredLine[] = [];
  let at = 0;
  try {
    for (const { number, line } of linesOf(text)) {
      at = number;
      const words = wordsOf(line);
      const command = parseCommand(words, false, (name) => types.get(name));
      const request = command.kind === 'request' ? command.request : null;
      if (request?.do !== 'ipset.create' && request?.do !== 'ipset.add')
        return problem(`ipset line ${number}`, `found "${words[0]}"`, 'create or add');
      if (request.do === 'ipset.create') types.set(request.set, request.type);
      read.push({ line: number, request });
    }
    return ok(read);
  } catch (error) {
    if (error instanceof IpsetComplaint) return problem(`ipset line ${at}`, error.message);
    throw error;
  }
}
