// A bash script that builds the scenario on a Linux machine, from real network namespaces, and sends its probe.
import { ok, type Result } from '../../problem.ts';
import { compile } from '../../scenario/compile.ts';
import { parseScenario, type Scenario, type ScenarioCommand } from '../../scenario/schema.ts';
import { isProbe } from '../../shell/command.ts';
import { parseLine } from '../../shell/line.ts';
import { ncListener } from '../../shell/nc.ts';
import { LISTENER_PROGRAM } from './listener_program.ts';
import { scriptProblem } from './script/allowed.ts';
import { linkLines, looseLines, raiseLines, segmentLines } from './script/links.ts';
import { NOWHERE, type Place, placeNamed, placesOf, segmentNetns } from './script/places.ts';
import { comment, heredoc, word } from './script/shell_text.ts';
import { MAIN, PREAMBLE } from './script/skeleton.ts';
import { switchLines, tableLines } from './script/tables.ts';

/** The script, once it is sure that the scenario is sound and asks for nothing but its own network. */
export function script(input: Scenario, probe: ScenarioCommand): Result<string> {
  const scenario = parseScenario(input);
  if (!scenario.ok) return scenario;
  const places = placesOf(scenario.value);
  const refused = scriptProblem(scenario.value, probe, places);
  if (refused) return { ok: false, problem: refused };
  const compiled = compile(scenario.value);
  return compiled.ok ? ok(written(scenario.value, probe, places)) : compiled;
}

function written(scenario: Scenario, probe: ScenarioCommand, places: readonly Place[]): string {
  const { commands = [] } = scenario;
  const parts = [
    opening(scenario),
    [PREAMBLE],
    ...(listens(scenario, places) ? [['LISTENER=$(', ...heredoc('cat', LISTENER_PROGRAM.trim()), ')']] : []),
    [`NAMESPACES=(${namespacesOf(scenario, places).map(word).join(' ')})`],
    ['build() {', ...buildLines(scenario, places), ...commandLines(commands, places), '}'],
    ['# The probe: what it prints is printed, and its exit code is the script’s.'],
    ['probe() {', `  ${commandLine(probe, places)}`, '}'],
    [MAIN],
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function opening({ title, description = '' }: Scenario): string[] {
  return [
    '#!/usr/bin/env bash',
    ...comment(title),
    '#',
    ...(description === '' ? [] : [...comment(description), '#']),
    '# As root, on Linux with iproute2 and iptables:',
    '#   bash THIS         builds the network, sends the probe, takes everything down',
    '#   bash THIS up      builds it and leaves it: look around with `ip netns exec hs-NAME ip route`, tcpdump, ping ...',
    '#   bash THIS probe   sends the probe through what `up` has built',
    '#   bash THIS down    takes it down',
  ];
}

function namespacesOf(scenario: Scenario, places: readonly Place[]): string[] {
  const segments = Object.keys(scenario.segments ?? {}).map(segmentNetns);
  const loose = looseLines(scenario, places).length > 0 ? [NOWHERE] : [];
  return [...places.map(({ netns }) => netns), ...segments, ...loose];
}

/** A section says what it is for, if there is anything in it. */
function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `# ${title}`, ...lines];
}

function buildLines(scenario: Scenario, places: readonly Place[]): string[] {
  const segments = Object.entries(scenario.segments ?? {});
  return [
    ...(places.some(hasBridge)
      ? section('Bridges call iptables if this module is there.', [LOAD_BR_NETFILTER])
      : []),
    ...(places.some(hasIpip) ? section('This module brings tunl0 into every namespace.', [LOAD_IPIP]) : []),
    ...(places.some(hasIpvs)
      ? section('This module brings its switches into every namespace.', [LOAD_IPVS])
      : []),
    ...section(
      'A machine is a namespace, and so is every pod inside it.',
      places.flatMap((place) => [`namespace ${word(place.netns)}`, ...switchLines(place, 'general')]),
    ),
    ...segments.flatMap(([name, { ports }]) =>
      section(`The segment ${name}: a switch, and a cable for each NIC.`, segmentLines(name, ports, places)),
    ),
    ...section('Plugged in nowhere.', looseLines(scenario, places)),
    ...section(
      'Bridges, and pairs of devices: what one end sends the other receives.',
      places.flatMap((place) => linkLines(place, places)),
    ),
    ...places.flatMap((place) => section(`${place.name}: its devices get up.`, raiseLines(place))),
    ...section('Every bridge port forwards.', waitLines(scenario, places)),
    ...places.flatMap((place) =>
      section(`${place.name}: its tables.`, [...switchLines(place, 'of devices'), ...tableLines(place)]),
    ),
    ...section('Who waits for others to come.', places.flatMap(listenLines)),
  ];
}

const listens = ({ commands = [] }: Scenario, places: readonly Place[]) =>
  places.some(({ content }) => content.listeners?.length) ||
  commands.some((command) => ncListener(wordsOf(command)));

const listenLine = (netns: string, listener: object) =>
  `listen ${word(netns)} ${word(JSON.stringify(listener))}`;

const listenLines = ({ netns, content }: Place) =>
  (content.listeners ?? []).map((listener) => listenLine(netns, listener));

const hasBridge = ({ content }: Place) => content.links?.some(({ kind }) => kind === 'bridge') ?? false;

const hasIpip = ({ content }: Place) => content.links?.some(({ kind }) => kind === 'ipip') ?? false;

const hasIpvs = ({ content }: Place) => content.ipvs !== undefined;

function waitLines(scenario: Scenario, places: readonly Place[]): string[] {
  const inside = places.filter(hasBridge).map(({ netns }) => netns);
  const switches = [...inside, ...Object.keys(scenario.segments ?? {}).map(segmentNetns)];
  return switches.length === 0 ? [] : [`wait_for_ports ${switches.map(word).join(' ')}`];
}

const LOAD_IPVS = 'modprobe -q ip_vs 2>/dev/null || true';
const LOAD_IPIP = 'modprobe -q ipip 2>/dev/null || true';
const LOAD_BR_NETFILTER = 'modprobe -q br_netfilter 2>/dev/null || true';

function commandLines(commands: readonly ScenarioCommand[], places: readonly Place[]): string[] {
  return section(
    'What was typed then.',
    commands.map((command) => {
      const words = wordsOf(command);
      const listener = ncListener(words);
      if (listener) return listenLine(placeNamed(places, command.in)!.netns, listener);
      // A probe among the commands need not be answered.
      return `${commandLine(command, places)}${isProbe(words[0] ?? '') ? ' || true' : ''}`;
    }),
  );
}

/** Of the first command of a line. */
function wordsOf({ run }: ScenarioCommand): readonly string[] {
  const stages = parseLine(run);
  return typeof stages === 'string' ? [] : stages[0]!.words;
}

function commandLine(command: ScenarioCommand, places: readonly Place[]): string {
  const { netns, content } = placeNamed(places, command.in)!;
  const stages = parseLine(command.run);
  if (typeof stages === 'string') throw new Error(stages);
  const inside = `ip netns exec "$PREFIX"${word(netns)}`;
  return stages
    .map(({ words, into }, index) => {
      const box = content.tools === 'busybox' && isProbe(words[0] ?? '') ? 'busybox ' : '';
      const program = `${index === 0 ? `${inside} ${box}` : ''}${words.map(programOrWord).join(' ')}`;
      // A redirection would write the machine's own switch: it has to happen inside.
      return into === null ? program : `${program} | ${inside} tee ${word(into)} >/dev/null`;
    })
    .join(' | ');
}

const programOrWord = (text: string, index: number) =>
  index === 0 && text === 'iptables' ? '"$(legacy iptables)"' : word(text);
