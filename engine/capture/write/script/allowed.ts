// What a script may run for a stranger: the tools that make and ask a network, and of those only what stays inside it.
import { type Problem, problem } from '../../../problem.ts';
import type { Scenario, ScenarioCommand } from '../../../scenario/schema.ts';
import { isProbe } from '../../../shell/command.ts';
import { parseLine, type Stage } from '../../../shell/line.ts';
import { type Place, placeNamed } from './places.ts';
import { isNetworkSwitch } from './tables.ts';

/** Words of iproute2 that reach into another namespace or load a program. */
const ELSEWHERE = ['netns', 'link-netns', 'exec', 'encap', 'xdp', 'xdpgeneric', 'xdpdrv', 'xdpoffload'];

type Judge = (words: readonly string[]) => boolean;

/** The first word names what it is about. */
const about =
  (...objects: readonly string[]): Judge =>
  ([object = '', ...rest]) =>
    objects.includes(object) && !rest.some((each) => ELSEWHERE.includes(each));

const isSetEntry: Judge = ([verb = '', ...rest]) =>
  ['create', 'add', 'del', 'destroy', 'flush'].includes(verb) && !rest.some((each) => each.startsWith('-'));

/** What `ipvsadm -S` prints, and what takes it back: short options only, and nothing that starts a daemon. */
const isVirtual: Judge = (words) =>
  words.every((each) => !each.startsWith('-') || /^-[AaEeDdCLlStufspMrmgiwnc]+\d*$/.test(each));

/** iptables --modprobe (and every shorter spelling of it) names a program to run. */
const isRule: Judge = (words) => !words.some((each) => /^(-[A-Za-z]*M|--mo)/.test(each) && each !== '--mode');

const WRITERS: Readonly<Record<string, Judge>> = {
  ip: about('a', 'addr', 'address', 'l', 'link', 'r', 'route', 'n', 'neigh', 'neighbour', 'neighbor', 'rule'),
  bridge: about('fdb', 'link', 'vlan'),
  brctl: () => true,
  route: () => true,
  ipset: isSetEntry,
  iptables: isRule,
  ipvsadm: isVirtual,
  arp: (words) => !words.includes('-f') && !words.includes('--file'),
  conntrack: ([verb = '']) => ['-L', '-D', '-F', '-C'].includes(verb),
  sysctl: (words) => words.every((each) => /^-[wn]+$/.test(each) || isNetworkSwitch(each.split('=')[0]!)),
  cat: (words) => words.every(isSwitchFile),
  echo: () => true,
};

/** Options without files in them, and one word that is the pattern: a second one would be a file. */
function isPattern(words: readonly string[]): boolean {
  const isLength = (at: number) =>
    /^-[viEnFcwo]*[ABC]$/.test(words[at - 1] ?? '') && /^\d+$/.test(words[at]!);
  const [options, others] = [true, false].map((dash) =>
    words.filter((each, at) => each.startsWith('-') === dash && !isLength(at)),
  );
  return (
    others!.length <= 1 && options!.every((each) => /^-(e|\d+|[viEnFcwo]+|[viEnFcwo]*[ABC]\d*)$/.test(each))
  );
}

/** What may stand behind a pipe: it reads what is piped in, and no file of the machine's. */
const FILTERS: Readonly<Record<string, Judge>> = {
  grep: isPattern,
  head: (words) => words.every((each) => /^-?n?\d*$/.test(each)),
  tail: (words) => words.every((each) => /^-?n?\d*$/.test(each)),
  wc: (words) => words.every((each) => /^-[lwc]$/.test(each)),
};

/** `/proc/sys/net/ipv4/ip_forward` */
function isSwitchFile(path: string): boolean {
  const [, name] = /^\/proc\/sys\/(net\/[\w./-]+)$/.exec(path) ?? [];
  return name !== undefined && !name.includes('..') && isNetworkSwitch(name.replaceAll('/', '.'));
}

const wordsOf = (line: string) => line.trim().split(/\s+/);

/** Files are everybody's: a namespace keeps only the network to itself. */
const TO_A_FILE = /^(-[A-Za-z]*o|--output|--unix-socket|--config|-K|--proxy|-x|-f|-T|--upload-file|-e|-c)/;

/** Would a probe's word write or read a file, or run a program? curl may throw away what it gets. */
function reachesOut(program: string, each: string, words: readonly string[]): boolean {
  if (program === 'ping' || program === 'traceroute') return false;
  if (!TO_A_FILE.test(each)) return each.startsWith('@') && program === 'curl';
  const target = words[words.indexOf(each) + 1];
  return !(
    program === 'curl' &&
    /^(-[A-Za-z]*o|--output)$/.test(each) &&
    (target === '/dev/null' || target === '-')
  );
}

function isAllowed({ words, into }: Stage, index: number): boolean {
  const [program = '', ...rest] = words;
  if (into !== null && !isSwitchFile(into)) return false;
  const judges = index === 0 ? WRITERS : FILTERS;
  if (index === 0 && isProbe(program)) return !rest.some((each) => reachesOut(program, each, rest));
  return Object.hasOwn(judges, program) && judges[program]!(rest);
}

function commandProblem(command: ScenarioCommand, place: Place | undefined, where: string): Problem | null {
  if (!place) return problem(`${where}.in`, `there is no namespace "${command.in}"`).problem;
  const stages = parseLine(command.run);
  if (typeof stages !== 'string' && stages.every(isAllowed)) return null;
  const known = [...Object.keys(WRITERS), 'a probe'].join(', ');
  return problem(`${where}.run`, `"${command.run.slice(0, 60)}" is not for a script`, known).problem;
}

function contentProblem({ name, content }: Place): Problem | null {
  const bad = Object.keys(content.sysctl ?? {}).find((key) => !isNetworkSwitch(key));
  if (bad !== undefined)
    return problem(
      `${name}: sysctl`,
      `"${bad.slice(0, 60)}" is no switch of a namespace`,
      'net.ipv4, net.bridge',
    ).problem;
  const line = (content.ipset ?? '')
    .split('\n')
    .find((each) => each.trim() !== '' && !isSetEntry(wordsOf(each)));
  if (line !== undefined)
    return problem(`${name}: ipset`, `found "${line.slice(0, 60)}"`, 'create or add').problem;
  const virtual = (content.ipvs ?? '')
    .split('\n')
    .find((each) => each.trim() !== '' && !isVirtual(wordsOf(each)));
  return virtual === undefined
    ? null
    : problem(`${name}: ipvs`, `found "${virtual.slice(0, 60)}"`, '-A or -a').problem;
}

/** The first thing in a scenario that a script must not do; null when there is none. */
export function scriptProblem(
  { commands = [] }: Scenario,
  probe: ScenarioCommand,
  places: readonly Place[],
): Problem | null {
  const asked = [
    ...commands.map((command, index) => ({ command, where: `commands.${index}` })),
    { command: probe, where: 'probe' },
  ];
  const found = [
    ...places.map(contentProblem),
    ...asked.map(({ command, where }) => commandProblem(command, placeNamed(places, command.in), where)),
  ];
  return found.find((each) => each !== null) ?? null;
}
