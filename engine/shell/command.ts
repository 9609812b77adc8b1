// A line a person typed in a namespace: which programs run.
import { ok, problem, type Result } from '../problem.ts';
import type { Request } from '../uapi/request.ts';
import type { Process } from '../world/process.ts';
import type { Namespace, World } from '../world/world.ts';
import { arp } from './arp.ts';
import { brctl } from './brctl.ts';
import { bridge } from './bridge/index.ts';
import { conntrack } from './conntrack.ts';
import { parseCurl } from './curl.ts';
import { parseDig } from './dig.ts';
import { FILTERS } from './filters.ts';
import { grep } from './grep.ts';
import { ip } from './ip/index.ts';
import { netnsExec } from './ip/netns.ts';
import { runIpset } from './ipset.ts';
import { runIptables, runIptablesRestore, runIptablesSave } from './iptables/index.ts';
import { runIpvsadm } from './ipvsadm.ts';
import { kubectl } from './kubectl.ts';
import { parseLine, type Stage } from './line.ts';
import { parseNc } from './nc.ts';
import { parseNslookup } from './nslookup.ts';
import { parsePing } from './ping.ts';
import type { Tools } from './ping_print.ts';
import type { Step } from './pipeline.ts';
import { cat, echo, writeFile } from './proc.ts';
import { route } from './route.ts';
import { probeWithPipe, toolProcess } from './run_tool.ts';
import { sysctl } from './sysctl.ts';
import type { Site, Tool } from './tool.ts';
import { parseTraceroute } from './traceroute.ts';

/** Programs that send a probe and take their time. */
const PROBES: Readonly<Record<string, (words: readonly string[], tools: Tools) => Result<Process>>> = {
  curl: parseCurl,
  dig: parseDig,
  nc: parseNc,
  nslookup: parseNslookup,
  ping: parsePing,
  traceroute: parseTraceroute,
};

/** A command that is a function of its words and of where it runs. */
function toolOf(
  program: (words: readonly string[], site: Site) => { stdout: string; stderr: string; code: number },
): Tool {
  return (words, site) => {
    const { stdout, stderr, code } = program(words, site);
    for (const line of linesOf(stdout)) site.out(line);
    for (const line of linesOf(stderr)) site.err(line);
    return code;
  };
}

const linesOf = (text: string) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** What iptables does, it asks of the namespace it runs in. */
const contextOf = ({ net, world, namespace }: Site) => ({
  net,
  apply: (request: Request) => world.request(namespace, request),
});

const iptables = toolOf((words, site) => runIptables(words, contextOf(site)));
const iptablesSave = toolOf((words, site) => runIptablesSave(words, contextOf(site)));
const iptablesRestore = toolOf((words, site) => runIptablesRestore(words, contextOf(site), site.stdin ?? ''));

/** Programs that run at once. */
const TOOLS: Readonly<Record<string, Tool>> = {
  ip,
  ipvsadm: toolOf((words, { net, stdin }) => runIpvsadm(words, net, stdin ?? '')),
  ipset: toolOf((words, { net, stdin }) => runIpset(words, net, stdin ?? '')),
  iptables,
  'iptables-legacy': iptables,
  'iptables-save': iptablesSave,
  'iptables-legacy-save': iptablesSave,
  'iptables-restore': iptablesRestore,
  'iptables-legacy-restore': iptablesRestore,
  conntrack,
  kubectl,
  bridge,
  brctl,
  route,
  arp,
  sysctl,
  cat,
  echo,
  grep,
  ...FILTERS,
};

/** Does a line begin with a program that sends packets? */
export function isProbe(program: string): boolean {
  return Object.hasOwn(PROBES, program);
}

/** A program ready to run, and where. */
export interface Command {
  readonly namespace: Namespace;
  readonly process: Process;
}

export function parseCommand(line: string, world: World, namespace: Namespace): Result<Command> {
  const stages = parseLine(line);
  if (typeof stages === 'string') return problem('probe', stages);
  const [first, ...others] = stages;
  const inner = netnsExec(first!.words, world, namespace);
  const program = inner?.words[0] ?? first!.words[0] ?? '';
  const steps = toolsOf(others);
  if (!steps.ok) return steps;
  if (Object.hasOwn(PROBES, program)) {
    const { namespace: where, words } = inner ?? { namespace, words: first!.words };
    const process = PROBES[program]!(words.slice(1), where.tools);
    if (!process.ok) return process;
    return ok({ namespace: where, process: probeWithPipe(process.value, steps.value, world, where) });
  }
  const all = toolsOf([inner ? { ...first!, words: inner.words } : first!, ...others]);
  if (!all.ok) return all;
  const where = inner?.namespace ?? namespace;
  return ok({ namespace: where, process: toolProcess(line.trim(), all.value, world, where) });
}

function toolsOf(stages: readonly Stage[]): Result<Step[]> {
  const steps: Step[] = [];
  for (const stage of stages) {
    const program = stage.words[0] ?? '';
    if (!Object.hasOwn(TOOLS, program)) {
      const known = [...Object.keys(PROBES), ...Object.keys(TOOLS)].join(', ');
      return problem('probe', `${program.slice(0, 60) || 'nothing'}: command not found`, `one of ${known}`);
    }
    steps.push({ tool: TOOLS[program]!, stage });
    if (stage.into !== null) steps.push({ tool: writeFile, stage: { words: ['>', stage.into], into: null } });
  }
  return ok(steps);
}
