// What commands said, as a text a person can read: `$ COMMAND`, what it printed, `= STATUS`.

export interface Said {
  readonly command: string;
  readonly code: number;
  readonly lines: readonly string[];
}

/** Multicast addresses that devices listen to are not kept by the engine; where a peer is, the lab's kernel may not know. */
const LEFT_OUT = /^(33:33|01:00:5e):|^Error: Peer netns reference is invalid/;
/** The kernel lists these as its hash has them. */
const UNORDERED = /^(ip (-n \S+ )?n|bridge fdb|arp|ip netns$)/;

const linesOf = (text: string) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

export function said(command: string, code: number, text: string): Said {
  const lines = linesOf(text).filter((line) => !LEFT_OUT.test(line));
  return { command, code, lines: UNORDERED.test(command) ? lines.sort() : lines };
}

export function formatTranscript(all: readonly Said[]): string {
  const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
  return all.map(({ command, code, lines }) => `$ ${command}\n${text(lines)}= ${code}\n`).join('\n');
}

export function parseTranscript(text: string): Said[] {
  return [...text.matchAll(/^\$ (.*)\n((?:(?!= \d+$).*\n)*)= (\d+)$/gm)].map(([, command, lines, code]) => ({
    command: command!,
    code: Number(code),
    lines: linesOf(lines!),
  }));
}
