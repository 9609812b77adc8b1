// ipvsadm v1.31: the command as a person types it, and the text it saves services as.
import { serviceKey } from '../kernel/ipvs/ip_vs.ts';
import type { IpvsRequest } from '../kernel/ipvs/request.ts';
import type { Net } from '../kernel/net_namespace.ts';
import { ok, problem, type Result } from '../problem.ts';
import { applyIpvs } from '../uapi/ipvs.ts';
import { type IpvsadmCommand, parseCommand } from './ipvsadm/command.ts';
import { IpvsadmComplaint } from './ipvsadm/options.ts';
import { printIpvs, printIpvsConnections, saveLines } from './ipvsadm/print.ts';

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

const SILENT: Ran = { stdout: '', stderr: '', code: 0 };
/** main returns what the kernel's -1 has become. */
const REFUSED = 255;

const lines = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join('');

/** `ipvsadm`, with these words behind it. */
export function runIpvsadm(words: readonly string[], net: Net, stdin = ''): Ran {
  try {
    const command = parseCommand(words);
    return command.kind === 'restore' ? restore(net, stdin) : run(net, command);
  } catch (error) {
    if (!(error instanceof IpvsadmComplaint)) throw error;
    return { stdout: '', stderr: `${error.message}\n`, code: 2 };
  }
}

function run(net: Net, command: Exclude<IpvsadmCommand, { kind: 'restore' }>): Ran {
  if (command.kind === 'request') return ask(net, command.request);
  net.ipvs.conns.sweep();
  const tables = { ipvs: net.ipvs.snapshot() };
  if (command.kind === 'save') return { ...SILENT, stdout: lines(saveLines(tables, command.numeric)) };
  const { service, numeric, connections } = command;
  if (connections) return printed(printIpvsConnections(tables, { now: net.env.now(), numeric }));
  if (!service) return printed(printIpvs(tables, { numeric }));
  const only = serviceKey(service);
  if (!net.ipvs.get(only)) return { stdout: '', stderr: 'No such service\n', code: 1 };
  return printed(printIpvs(tables, { numeric, only }));
}

const printed = (all: readonly { readonly text: string }[]): Ran => ({
  ...SILENT,
  stdout: lines(all.map(({ text }) => text)),
});

function ask(net: Net, request: IpvsRequest): Ran {
  const refusal = applyIpvs(net, request);
  return refusal === null ? SILENT : { stdout: '', stderr: `${refusal}\n`, code: REFUSED };
}

/** Commands, one a line; the first that fails is the last. */
function restore(net: Net, text: string): Ran {
  for (const { line } of linesOf(text)) {
    const command = parseCommand(line.split(/\s+/));
    if (command.kind === 'restore') throw new IpvsadmComplaint('multiple commands specified');
    const ran = run(net, command);
    if (ran.code !== 0) return ran;
  }
  return SILENT;
}

/** Lines that say something, with their numbers. */
function* linesOf(text: string): Generator<{ number: number; line: string }> {
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed !== '' && !trimmed.startsWith('#')) yield { number: index + 1, line: trimmed };
  }
}

export interface RestoredService {
  readonly line: number;
  readonly request: IpvsRequest;
}

/** What `ipvsadm -S -n` has printed, as the requests that bring it back. */
export function restoreIpvs(text: string): Result<RestoredService[]> {
  const read: RestoredService[] = [];
  for (const { number, line } of linesOf(text)) {
    const where = `ipvs line ${number}`;
    try {
      const command = parseCommand(line.split(/\s+/));
      const request = command.kind === 'request' ? command.request : null;
      if (request?.do !== 'ipvs.add-service' && request?.do !== 'ipvs.add-dest')
        return problem(where, `found "${line.slice(0, 40)}"`, '-A or -a');
      read.push({ line: number, request });
    } catch (error) {
      if (error instanceof IpvsadmComplaint) return problem(where, error.message);
      throw error;
    }
  }
  return ok(read);
}
