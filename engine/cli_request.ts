// The words of the command line: what to open, which cluster its Kubernetes objects are of, what to send, what to write.
import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { FORMATS, type Format, isFormat } from './capture/write/formats.ts';
import { ok, type Problem, problem, type Result } from './problem.ts';
import type { OpenRequest } from './protocol.ts';
import type { Draft, DraftSettings } from './scenario/draft/draft.ts';
import { isNetworkId, NETWORKS } from './scenario/draft/networks.ts';
import { readFile as contentOf } from './scenario/draft/read_file.ts';
import { survey } from './scenario/draft/survey.ts';
import { decodeLink } from './scenario/link.ts';
import type { ScenarioCommand } from './scenario/schema.ts';

const USAGE = `usage: npm run -s trace -- SCENARIO [--in NS --run 'COMMAND'] [--format FORMAT] [--at N]
  SCENARIO  a library id, a share link, a scenario file or Kubernetes objects (.json, .yaml; - reads them from standard input)
  FORMAT    text (default), output, trace, json, pcapng, script
  --at N    with text, trace and json: only the first N hops
with Kubernetes objects, where they do not tell:
  --network NETWORK          ${Object.keys(NETWORKS).join(', ')}
  --proxy-mode MODE          iptables, ipvs
  --kubernetes-version 1.31  --pod-network-cidr 10.244.0.0/16  --service-cidr 10.96.0.0/12
  --nodes N                  so many nodes, where there is none among the objects (3)`;

const OPTIONS = {
  in: { type: 'string' },
  run: { type: 'string' },
  format: { type: 'string' },
  at: { type: 'string' },
  network: { type: 'string' },
  'proxy-mode': { type: 'string' },
  'kubernetes-version': { type: 'string' },
  'pod-network-cidr': { type: 'string' },
  'service-cidr': { type: 'string' },
  nodes: { type: 'string' },
} as const;

/** What each says of a cluster. */
const SETTINGS = {
  network: 'network',
  mode: 'proxy-mode',
  kubernetes: 'kubernetes-version',
  podCIDR: 'pod-network-cidr',
  serviceCIDR: 'service-cidr',
} as const;

export interface Arguments {
  readonly scenario: string;
  readonly probe: ScenarioCommand | null;
  readonly format: Format;
  readonly at: number | null;
  readonly settings: Partial<DraftSettings>;
  readonly nodes: number | null;
}

export function parseArguments(words: readonly string[]): Result<Arguments> {
  const parsed = parseWords(words);
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  const [scenario, ...more] = positionals;
  if (scenario === undefined || more.length > 0) return problem('arguments', 'one scenario is needed', USAGE);
  const { in: place, run, format = 'text', at, nodes } = values;
  if (!isFormat(format)) return problem('--format', `there is no format "${format}"`, FORMATS.join(', '));
  if (at !== undefined && !/^\d{1,9}$/.test(at)) return problem('--at', `"${at}" is no number of hops`);
  if (nodes !== undefined && !/^[1-9]\d{0,2}$/.test(nodes))
    return problem('--nodes', `"${nodes}" is no number of nodes`, '1 to 999');
  if ((place === undefined) !== (run === undefined))
    return problem('arguments', '--in and --run go together', USAGE);
  const settings = settingsIn(values);
  if (!settings.ok) return settings;
  return ok({
    scenario,
    probe: place === undefined || run === undefined ? null : { in: place, run },
    format,
    at: at === undefined ? null : Number(at),
    settings: settings.value,
    nodes: nodes === undefined ? null : Number(nodes),
  });
}

function parseWords(words: readonly string[]) {
  try {
    return ok(parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true }));
  } catch (error) {
    return problem('arguments', messageOf(error), USAGE);
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Addresses and releases are looked at together with the objects. */
function settingsIn(values: Partial<Record<keyof typeof OPTIONS, string>>): Result<Partial<DraftSettings>> {
  const { network, 'proxy-mode': mode } = values;
  if (network !== undefined && !isNetworkId(network))
    return problem('--network', `there is no network "${network}"`, Object.keys(NETWORKS).join(', '));
  if (mode !== undefined && mode !== 'iptables' && mode !== 'ipvs')
    return problem('--proxy-mode', `there is no mode "${mode}"`, 'iptables or ipvs');
  const said = Object.entries(SETTINGS).flatMap(([name, option]) =>
    values[option] === undefined ? [] : [[name, values[option]]],
  );
  return ok(Object.fromEntries(said));
}

export interface Asked {
  readonly request: OpenRequest;
  /** What was assumed where nobody has said it. */
  readonly note: string | null;
}

/** A library id, a file or a link; with another probe, if one was given. */
export async function requestOf(given: Arguments): Promise<Result<Asked>> {
  const asked = await scenarioOf(given);
  if (!asked.ok) return asked;
  const { request, note } = asked.value;
  return ok({ request: { ...request, probe: given.probe ?? request.probe }, note });
}

const asItIs = (request: OpenRequest) => ok({ request, note: null });

async function scenarioOf(given: Arguments): Promise<Result<Asked>> {
  const { scenario: text, settings, nodes } = given;
  if (text === '-' || /\.(json|ya?ml)$/i.test(text)) return fileOf(text, given);
  const [setting] = [...Object.keys(settings), ...(nodes === null ? [] : ['nodes'])];
  if (setting !== undefined)
    return problem(`--${optionOf(setting)}`, 'it is for Kubernetes objects', 'a file of those');
  const hash = text.indexOf('#s=');
  if (hash < 0) return asItIs({ scenario: text, probe: null });
  const moment = await decodeLink(text.slice(hash));
  if (!moment.ok) return moment;
  const { scenario, probe, commands } = moment.value;
  return asItIs({ scenario, probe, commands });
}

const optionOf = (setting: string): string =>
  Object.hasOwn(SETTINGS, setting) ? SETTINGS[setting as keyof typeof SETTINGS] : setting;

async function fileOf(path: string, given: Arguments): Promise<Result<Asked>> {
  const name = path === '-' ? 'standard input' : path;
  const text = await textAt(path);
  if (!text.ok) return text;
  const content = contentOf(text.value, name, given.nodes ?? undefined);
  if (!content.ok) return inFile(name, content.problem);
  if (content.value.kind === 'draft') return declared(name, content.value.draft, given);
  return asItIs({ scenario: content.value.scenario, probe: null });
}

async function textAt(path: string): Promise<Result<string>> {
  try {
    return ok(path === '-' ? await textOf(process.stdin) : await readFile(path, 'utf8'));
  } catch (error) {
    return problem(path, messageOf(error), 'a scenario or Kubernetes objects');
  }
}

const inFile = (name: string, { where, what, expected }: Problem) =>
  problem(`${name}: ${where}`, what, expected);

function declared(name: string, draft: Draft, { settings, probe }: Arguments): Result<Asked> {
  const said = { ...draft.settings, ...settings };
  const { outcome } = survey({ ...draft, settings: said, probe });
  if (!outcome.ok) {
    const { where, what, expected } = outcome.problem;
    const isSetting = Object.hasOwn(SETTINGS, where);
    return isSetting ? problem(`--${optionOf(where)}`, what, expected) : inFile(name, outcome.problem);
  }
  const { scenario, places } = outcome.value;
  const { nodes, pods, services } = places.counts;
  const counts = `nodes: ${nodes}, pods: ${pods}, services: ${services}`;
  const note = `${name}: Kubernetes ${said.kubernetes}, ${said.network} on ${said.podCIDR}, kube-proxy ${said.mode}; ${counts}`;
  return ok({ request: { scenario, probe: null }, note });
}
