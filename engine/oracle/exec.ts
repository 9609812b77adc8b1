// Commands of the machine the tests run on: each is run to its end, and fails loudly.
import { spawn } from 'node:child_process';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command without a shell and gathers what it prints. */
export function attempt(argv: readonly string[], input = ''): Promise<Ran> {
  const [command = '', ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
    // A command that does not read its input may be gone before it is written.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Runs a command that has to succeed; its standard output. */
export async function run(argv: readonly string[], input = ''): Promise<string> {
  const ran = await attempt(argv, input);
  if (ran.code !== 0) {
    const complaint = (ran.stderr || ran.stdout).trim();
    throw new Error(`${argv.join(' ')}: exit ${ran.code}: ${complaint}${input ? `\ninput:\n${input}` : ''}`);
  }
  return ran.stdout;
}

/** The command as it runs inside a namespace. */
export function inside(netns: string, ...argv: readonly string[]): string[] {
  return ['ip', 'netns', 'exec', netns, ...argv];
}
