// tcpdump as ears: one for each device and direction, and one for each namespace's netfilter log.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inside } from './exec.ts';
import { type Captured, readPcap } from './pcap.ts';

const PATIENCE_MS = 15_000;
/** No ear outlives its listener for long, however that one ended. */
const LIFETIME_S = 300;

interface Tap {
  readonly file: string;
  readonly child: ChildProcess;
}

/** Starts a tcpdump and waits until it listens. */
function startTap(netns: string, file: string, args: readonly string[]): Promise<Tap> {
  // -p: a bridge in promiscuous mode would hand the node frames that are not for it.
  const options = ['-p', '-n', '-U', '--immediate-mode', '-s', '0', '-Z', 'root', '-w', file];
  const [command = '', ...rest] = inside(
    netns,
    'timeout',
    '-s',
    'INT',
    String(LIFETIME_S),
    'tcpdump',
    ...options,
    ...args,
  );
  return new Promise((resolve, reject) => {
    const child = spawn(command, rest, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    const fail = (why: string) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`tcpdump ${args.join(' ')} in ${netns}: ${why}: ${said.trim()}`));
    };
    const timer = setTimeout(() => fail('does not listen'), PATIENCE_MS);
    child.on('error', (error) => fail(error.message));
    child.on('exit', () => fail('ended early'));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (!/listening on/.test(said)) return;
      clearTimeout(timer);
      child.removeAllListeners('exit');
      resolve({ file, child });
    });
  });
}

export type TapName = { readonly netns: string } & (
  | { readonly what: 'frames'; readonly dev: string; readonly direction: 'in' | 'out' }
  | { readonly what: 'log' }
);

export interface Taps {
  /** Ends them all; what each has heard, in the order of the names. */
  stop(): Promise<Captured[][]>;
}

async function endTap({ child, file }: Tap): Promise<Captured[]> {
  if (child.exitCode === null && child.signalCode === null) {
    await new Promise((resolve) => {
      child.once('close', resolve);
      child.kill('SIGINT');
    });
  }
  return readPcap(await readFile(file));
}

export async function startTaps(names: readonly TapName[], folder: string): Promise<Taps> {
  const started = await Promise.allSettled(
    names.map((name, index) => {
      const args =
        name.what === 'log'
          ? ['-i', 'nflog']
          : ['--time-stamp-precision=nano', '-i', name.dev, '-Q', name.direction];
      return startTap(name.netns, join(folder, `${index}.pcap`), args);
    }),
  );
  const taps = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = started.find((one) => one.status === 'rejected');
  if (failed) {
    await Promise.all(taps.map(endTap));
    throw failed.reason;
  }
  return { stop: () => Promise.all(taps.map(endTap)) };
}
