// The headless command: `npm run -s trace -- SCENARIO [--in NS --run 'COMMAND'] [--format FORMAT] [--at N]`.
import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { FORMATS, type Format, isFormat, write } from './capture/write/formats.ts';
import { ok, problem, problemText, type Result } from './problem.ts';
import type { Opened, OpenRequest } from './protocol.ts';
import type { Draft, DraftSettings } from './scenario/draft/draft.ts';
import { isNetworkId, NETWORKS } from './scenario/draft/networks.ts';
import { readFile as contentOf } from './scenario/draft/read_file.ts';
import { survey } from './scenario/draft/survey.ts';
import { decodeLink } from './scenario/link.ts';
import { createEngine } from './serve.ts';

const USAGE = `usage: npm run -s trace -- SCENARIO [--in NS --run 'COMMAND'] [--format FORMAT] [--at N]
  SCENARIO  a library id, a share link, a scenario file or Kubernetes objects (.json, .yaml; - reads them from standard input)
  FORMAT    text (default), output, trace, json, pcapng, script
  --at N    with text, trace and json: only the first N hops
with Kubernetes objects, where they do not tell:
  --network NETWORK          ${Object.keys(NETWORKS).join(', ')}
  --proxy-mode MODE          iptables, ipvs
  --kubernetes-version 1.31  --pod-network-cidr 10.244.0.0/16  --service-cidr 10.96.0.0/12
  --nodes N                  so many nodes, where there is none among the objects (3)`;

const EXIT_UNANSWERED = 1;
const EXIT_BAD_INPUT = 2;

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

interface Arguments {
  readonly scenario: string;
  readonly probe: { readonly in: string; readonly run: string } | null;
  readonly format: Format;
  readonly at: number | null;
  readonly settings: Partial<DraftSettings>;
  readonly nodes: number | null;
}

function parseArguments(words: readonly string[]): Result<Arguments> {
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

/** A library id, a file or a link. */
async function readScenario(given: Arguments): Promise<Result<OpenRequest>> {
  const { scenario: text, settings, nodes } = given;
  if (text === '-' || /\.(json|ya?ml)$/i.test(text)) return readFileOf(text, given);
  const [option] = [...Object.keys(settings), ...(nodes === null ? [] : ['nodes'])];
  if (option !== undefined)
    return problem(`--${optionOf(option)}`, 'it is for Kubernetes objects', 'a file of those');
  const hash = text.indexOf('#s=');
  if (hash < 0) return ok({ scenario: text, probe: null });
  const moment = await decodeLink(text.slice(hash));
  if (!moment.ok) return moment;
  const { scenario, probe, commands } = moment.value;
  return ok({ scenario, probe, commands });
}

const optionOf = (setting: string): string =>
  Object.hasOwn(SETTINGS, setting) ? SETTINGS[setting as keyof typeof SETTINGS] : setting;

async function readFileOf(path: string, given: Arguments): Promise<Result<OpenRequest>> {
  const name = path === '-' ? 'standard input' : path;
  const text = await textAt(path);
  if (!text.ok) return text;
  const content = contentOf(text.value, name, given.nodes ?? undefined);
  if (!content.ok) return inFile(name, content);
  if (content.value.kind === 'draft') return declared(name, content.value.draft, given);
  return ok({ scenario: content.value.scenario, probe: null });
}

async function textAt(path: string): Promise<Result<string>> {
  try {
    return ok(path === '-' ? await textOf(process.stdin) : await readFile(path, 'utf8'));
  } catch (error) {
    return problem(path, messageOf(error), 'a scenario or Kubernetes objects');
  }
}

function inFile(
  name: string,
  { problem: { where, what, expected } }: Extract<Result<unknown>, { ok: false }>,
) {
  return problem(`${name}: ${where}`, what, expected);
}

/** What nobody has said of the cluster is said here, for who wonders. */
function declared(name: string, draft: Draft, { settings, probe }: Arguments): Result<OpenRequest> {
  const said = { ...draft.settings, ...settings };
  const { outcome } = survey({ ...draft, settings: said, probe });
  if (!outcome.ok) {
    const { where, what, expected } = outcome.problem;
    return Object.hasOwn(SETTINGS, where)
      ? problem(`--${optionOf(where)}`, what, expected)
      : inFile(name, outcome);
  }
  const { scenario, places } = outcome.value;
  const { nodes, pods, services } = places.counts;
  process.stderr.write(
    `${name}: Kubernetes ${said.kubernetes}, ${said.network} on ${said.podCIDR}, kube-proxy ${said.mode}; nodes: ${nodes}, pods: ${pods}, services: ${services}\n`,
  );
  return ok({ scenario, probe: null });
}

async function main(words: readonly string[]): Promise<number> {
  const parsed = parseArguments(words);
  if (!parsed.ok) return refuse(parsed);
  const request = await readScenario(parsed.value);
  if (!request.ok) return refuse(request);
  const opened = await createEngine().open({
    ...request.value,
    probe: parsed.value.probe ?? request.value.probe,
  });
  if (!opened.ok) return refuse(opened);
  for (const warning of opened.value.warnings) process.stderr.write(`warning: ${problemText(warning)}\n`);
  const { format, at } = parsed.value;
  const written = await write(format, opened.value, at ?? undefined);
  if (!written.ok) return refuse(written);
  process.stdout.write(written.value);
  return format === 'script' ? 0 : report(opened.value);
}

function refuse(result: Extract<Result<unknown>, { ok: false }>): number {
  process.stderr.write(`${problemText(result.problem)}\n`);
  return EXIT_BAD_INPUT;
}

function report({ trace, probe }: Opened): number {
  if (trace.outcome.answered) return 0;
  // A command that is no probe has said itself what is wrong.
  if (trace.outcome.failure === 'refused') return EXIT_UNANSWERED;
  process.stderr.write(`${probe.run}: not answered (${trace.outcome.failure ?? 'unknown'})\n`);
  return EXIT_UNANSWERED;
}

process.exitCode = await main(process.argv.slice(2));
