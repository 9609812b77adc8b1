// Kernel against engine: what differs, aspect by aspect, in words that name the place.
import type { Seen, SeenNamespace } from './seen.ts';

export interface Difference {
  /** e.g. `node-a: frames of eth0` */
  readonly where: string;
  readonly kernel: readonly string[];
  readonly engine: readonly string[];
}

const NOTHING: SeenNamespace = {
  log: [],
  frames: {},
  neighbours: [],
  fdb: [],
  conntrack: [],
  routes: [],
  iptables: [],
  ipset: [],
};

/** One namespace as a list of aspects, each a list of lines. */
function aspects(seen: SeenNamespace, devices: readonly string[]): [string, readonly string[]][] {
  return [
    ['TRACE', seen.log],
    ...devices.map((dev): [string, readonly string[]] => [`frames of ${dev}`, seen.frames[dev] ?? []]),
    ['neighbours', seen.neighbours],
    ['FDB', seen.fdb],
    ['conntrack', seen.conntrack],
    ['ip route', seen.routes],
    ['iptables -nvL', seen.iptables],
    ['ipset save', seen.ipset],
  ];
}

const inAnyOrder = (lines: readonly string[]) => lines.filter((line) => line !== '').sort();

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((line, index) => line === b[index]);

const union = (a: object, b: object) => [...new Set([...Object.keys(a), ...Object.keys(b)])];

export function differences(kernel: Seen, engine: Seen): Difference[] {
  const found: Difference[] = [];
  const check = (where: string, ours: readonly string[], theirs: readonly string[]) => {
    if (!same(ours, theirs)) found.push({ where, kernel: ours, engine: theirs });
  };
  const order = kernel.mixed ? inAnyOrder : (lines: readonly string[]) => lines;
  check('output', order(kernel.output), order(engine.output));
  check('answered', [String(kernel.answered)], [String(engine.answered)]);
  for (const name of union(kernel.namespaces, engine.namespaces)) {
    const real = kernel.namespaces[name] ?? NOTHING;
    const made = engine.namespaces[name] ?? NOTHING;
    const devices = union(real.frames, made.frames);
    const others = aspects(made, devices);
    for (const [index, [what, lines]] of aspects(real, devices).entries()) {
      check(`${name}: ${what}`, lines, others[index]![1]);
    }
  }
  return found;
}

/** The first lines that part, for a person. */
export function differenceText({ where, kernel, engine }: Difference): string {
  const at = kernel.findIndex((line, index) => line !== engine[index]);
  const line = at < 0 ? kernel.length : at;
  return [
    `${where}: ${kernel.length} lines of the kernel, ${engine.length} of the engine; line ${line + 1}`,
    `  kernel: ${kernel[line] ?? '(nothing more)'}`,
    `  engine: ${engine[line] ?? '(nothing more)'}`,
  ].join('\n');
}
