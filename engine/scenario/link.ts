// Share links: `#s=<version>.<payload>`. Everything is in the link; nothing goes to a server.
import * as v from 'valibot';
import { ok, type Problem, problem, type Result } from '../problem.ts';
import type { Address } from '../trace/address.ts';
import { BREAKPOINT_KINDS, type Breakpoint, MAX_BREAKPOINTS } from '../trace/breakpoints.ts';
import type { Level } from '../trace/events.ts';
import { parseScenario, problemOf, type Scenario, type ScenarioCommand } from './schema.ts';

/** What somebody has written at a step: its address at a zoom, and the text. */
export interface Note {
  readonly at: Address;
  readonly zoom: Level;
  readonly text: string;
}

/** How many notes a link may have, and how many characters each. */
export const MAX_NOTES = 50;
export const MAX_NOTE_LENGTH = 500;

/** A moment worth sharing. */
export interface Moment {
  readonly scenario: string | Scenario;
  /** null: the scenario's own. */
  readonly probe: ScenarioCommand | null;
  /** What the person typed to edit the network, in order. */
  readonly commands: readonly ScenarioCommand[];
  readonly at: Address | null;
  readonly zoom: Level;
  /** Namespace pinned in the panes; null: follow the packet. */
  readonly focus: string | null;
  readonly pane: string | null;
  /** null: the network alone. */
  readonly compared: Compared | null;
  readonly notes: readonly Note[];
  readonly breakpoints: readonly Breakpoint[];
}

/** Another network beside the one on show. */
export interface Compared {
  readonly against: Against;
  /** Where the other stands; null: where the first is at the same step. */
  readonly at: Address | null;
}

/** What a network is held against. */
export type Against =
  /** Another of the library. No probe: the same command where that network has it among its own, else the network's first. */
  | { readonly kind: 'library'; readonly id: string; readonly probe: ScenarioCommand | null }
  /** Itself with another probe. */
  | { readonly kind: 'probe'; readonly probe: ScenarioCommand }
  /** Itself without any edits, or without the last. */
  | { readonly kind: 'base' | 'before' }
  /** Itself with other edits. */
  | { readonly kind: 'edits'; readonly commands: readonly ScenarioCommand[] };

const PREFIX = '#s=';
const VERSION = '1';
/** Characters a link may have at all, and octets its payload may hold when unpacked. */
const MAX_CHARACTERS = 262_144;
const MAX_OCTETS = 1_048_576;

/** What to do about most of what may be wrong. */
const WHOLE = 'the whole link, as it was copied';

const ZOOMS: readonly Level[] = ['hop', 'stage', 'rule'];

const Short = v.pipe(v.string(), v.maxLength(200));
const Zoom = v.picklist([0, 1, 2]);
const Occurrence = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000));
const NoteText = v.pipe(v.string(), v.maxLength(MAX_NOTE_LENGTH));
const Line = v.pipe(v.string(), v.maxLength(4096));
const Typed = v.strictTuple([Short, Line]);
const Edits = v.pipe(v.array(Typed), v.maxLength(1000));
const LibraryId = v.pipe(v.string(), v.maxLength(100));
const Place = v.strictTuple([Short, Short, Short, Short, Occurrence]);

/** Version 1 as JSON: short keys, and what is usual is left out. */
const Packed = v.strictObject({
  /** Scenario: a library id, or the whole of it. */
  s: v.union([LibraryId, v.record(v.string(), v.unknown())]),
  /** Probe: namespace, command. */
  p: v.optional(Typed),
  /** Commands that edit the network: namespace, command. */
  c: v.optional(Edits),
  /** Address: namespace, device, function, rule, occurrence. */
  a: v.optional(Place),
  /** Zoom: index of hop, stage, rule. */
  z: v.optional(Zoom),
  /** Focus. */
  f: v.optional(Short),
  /** Pane. */
  t: v.optional(Short),
  /**
   * What it is compared with: `base`, `before` or a library id; an id (empty: the same network) with a probe; or other edits.
   */
  x: v.optional(v.union([LibraryId, v.strictTuple([LibraryId, Short, Line]), Edits])),
  /** Address in the network it is compared with. */
  y: v.optional(Place),
  /** Notes: zoom, address, text. */
  n: v.optional(
    v.pipe(
      v.array(v.strictTuple([Zoom, Short, Short, Short, Short, Occurrence, NoteText])),
      v.maxLength(MAX_NOTES),
    ),
  ),
  /** Breakpoints: kind, namespace, what is met there. */
  b: v.optional(
    v.pipe(
      v.array(v.strictTuple([v.picklist(BREAKPOINT_KINDS), Short, Short])),
      v.maxLength(MAX_BREAKPOINTS),
    ),
  ),
});

type Packed = v.InferOutput<typeof Packed>;

const packPlace = ({ ns, dev, fn, rule, nth }: Address): v.InferOutput<typeof Place> => [
  ns,
  dev,
  fn,
  rule,
  nth,
];
const unpackPlace = ([ns, dev, fn, rule, nth]: v.InferOutput<typeof Place>): Address => ({
  ns,
  dev,
  fn,
  rule,
  nth,
});

function packAgainst(against: Against): NonNullable<Packed['x']> {
  switch (against.kind) {
    case 'library':
      return against.probe ? [against.id, against.probe.in, against.probe.run] : against.id;
    case 'probe':
      return ['', against.probe.in, against.probe.run];
    case 'edits':
      return against.commands.map((command) => [command.in, command.run]);
    case 'base':
    case 'before':
      return against.kind;
  }
}

function unpackAgainst(x: NonNullable<Packed['x']>): Against {
  if (x === 'base' || x === 'before') return { kind: x };
  if (typeof x === 'string') return { kind: 'library', id: x, probe: null };
  if (!isProbe(x)) return { kind: 'edits', commands: x.map(([where, run]) => ({ in: where, run })) };
  const [id, where, run] = x;
  const probe = { in: where, run };
  return id === '' ? { kind: 'probe', probe } : { kind: 'library', id, probe };
}

const isProbe = (x: Exclude<Packed['x'], string | undefined>): x is [string, string, string] =>
  typeof x[0] === 'string';

const indexOf = (zoom: Level) => ZOOMS.indexOf(zoom) as 0 | 1 | 2;

const packedNote = ({ at, zoom, text }: Note): NonNullable<Packed['n']>[number] => [
  indexOf(zoom),
  at.ns,
  at.dev,
  at.fn,
  at.rule,
  at.nth,
  text,
];

/** The fragment of a link, `#s=1.…`. */
export const encodeLink = (moment: Moment): Promise<string> => linkOf(octetsOf(moment));

/** null: it is more than a link can hold, and could not be read again. */
export async function linkTo(moment: Moment): Promise<string | null> {
  const octets = octetsOf(moment);
  if (octets.length > MAX_OCTETS) return null;
  const link = await linkOf(octets);
  return link.length > MAX_CHARACTERS ? null : link;
}

const linkOf = async (octets: Uint8Array<ArrayBuffer>) =>
  `${PREFIX}${VERSION}.${toBase64Url(await deflate(octets))}`;

function octetsOf(moment: Moment): Uint8Array<ArrayBuffer> {
  const { scenario, probe, commands, at, zoom, focus, pane, compared, notes, breakpoints } = moment;
  const packed: Packed = { s: typeof scenario === 'string' ? scenario : { ...scenario } };
  if (probe) packed.p = [probe.in, probe.run];
  if (commands.length > 0) packed.c = commands.map((command) => [command.in, command.run]);
  if (at) packed.a = packPlace(at);
  if (zoom !== 'hop') packed.z = indexOf(zoom);
  if (focus !== null) packed.f = focus;
  if (pane !== null) packed.t = pane;
  if (breakpoints.length > 0) packed.b = breakpoints.map(({ kind, ns, at: where }) => [kind, ns, where]);
  if (notes.length > 0) packed.n = notes.map(packedNote);
  if (compared) packed.x = packAgainst(compared.against);
  if (compared?.at) packed.y = packPlace(compared.at);
  return new TextEncoder().encode(JSON.stringify(packed));
}

/** Decoders of every version there has been; a later one adds its own and upgrades what these return. */
const DECODERS: Readonly<Record<string, (payload: string) => Promise<Result<Moment>>>> = {
  [VERSION]: decodeVersion1,
};

/** Reads a fragment from a stranger: bounded work, and a problem instead of an exception. */
export async function decodeLink(fragment: string): Promise<Result<Moment>> {
  if (fragment.length > MAX_CHARACTERS) {
    return problem(
      'the link',
      `it has ${fragment.length.toLocaleString('en')} characters`,
      `at most ${MAX_CHARACTERS.toLocaleString('en')}`,
    );
  }
  if (!fragment.startsWith(PREFIX))
    return problem('the link', 'it does not begin like one of ours', `${PREFIX}${VERSION}.…`);
  const dot = fragment.indexOf('.');
  const version = fragment.slice(PREFIX.length, dot < 0 ? undefined : dot);
  const decoder = Object.hasOwn(DECODERS, version) ? DECODERS[version] : undefined;
  if (!decoder)
    return problem(
      'the link',
      `found version "${version.slice(0, 20)}"`,
      `version ${Object.keys(DECODERS).join(' or ')}`,
    );
  return decoder(dot < 0 ? '' : fragment.slice(dot + 1));
}

async function decodeVersion1(payload: string): Promise<Result<Moment>> {
  const packed = fromBase64Url(payload);
  if (!packed)
    return problem(
      'the link',
      'it holds characters that no link of ours has, or lacks some at the end',
      WHOLE,
    );
  const octets = await inflate(packed);
  if (!octets.ok) return octets;
  const json = parseJson(octets.value);
  if (!json.ok) return json;
  const checked = v.safeParse(Packed, json.value, { abortEarly: true });
  return checked.success ? momentOf(checked.output) : notPacked(checked.issues[0]);
}

/** What the short keys stand for, for people. */
const NAMES: Readonly<Record<string, string>> = {
  s: 'scenario',
  p: 'probe',
  c: 'commands',
  a: 'position',
  z: 'zoom',
  f: 'namespace',
  t: 'pane',
  n: 'notes',
  x: 'comparison',
  y: 'position in the comparison',
  b: 'breakpoints',
};

function notPacked(issue: v.BaseIssue<unknown>): { ok: false; problem: Problem } {
  const [key, ...inside] = issue.path?.map((item) => String(item.key)) ?? [];
  if (key === undefined) return problem('the link', 'what it holds is no moment of ours', WHOLE);
  const { what, expected } = problemOf(issue);
  const name = Object.hasOwn(NAMES, key) ? NAMES[key] : undefined;
  if (name === undefined)
    return problem('the link', `it holds "${key.slice(0, 20)}"`, Object.values(NAMES).join(', '));
  const part = inside.length === 0 ? '' : `, part ${inside.map((each) => Number(each) + 1).join('.')}`;
  return problem(`the link's ${name}${part}`, what, expected === key ? name : expected);
}

function momentOf({ s, p, c = [], a, z, f, t, n = [], x, y, b = [] }: Packed): Result<Moment> {
  const scenario = typeof s === 'string' ? ok(s) : parseScenario(s);
  if (!scenario.ok)
    return problem(
      `the link's scenario, at ${scenario.problem.where}`,
      scenario.problem.what,
      scenario.problem.expected,
    );
  return ok({
    scenario: scenario.value,
    probe: p ? { in: p[0], run: p[1] } : null,
    commands: c.map(([where, run]) => ({ in: where, run })),
    at: a ? unpackPlace(a) : null,
    zoom: ZOOMS[z ?? 0] ?? 'hop',
    focus: f ?? null,
    pane: t ?? null,
    compared: x === undefined ? null : { against: unpackAgainst(x), at: y ? unpackPlace(y) : null },
    notes: n.map(([zoom, ns, dev, fn, rule, nth, text]) => ({
      at: { ns, dev, fn, rule, nth },
      zoom: ZOOMS[zoom]!,
      text,
    })),
    breakpoints: b.map(([kind, ns, where]) => ({ kind, ns, at: where })),
  });
}

function parseJson(octets: Uint8Array): Result<unknown> {
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octets)));
  } catch {
    return problem('the link', 'what it holds is not JSON', WHOLE);
  }
}

function toBase64Url(octets: Uint8Array): string {
  let binary = '';
  for (const octet of octets) binary += String.fromCharCode(octet);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (text === '' || !/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

async function deflate(octets: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([octets]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Unpacks at most MAX_OCTETS; a longer stream is left unread. */
async function inflate(octets: Uint8Array<ArrayBuffer>): Promise<Result<Uint8Array>> {
  const reader = new Blob([octets]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.length;
      if (length > MAX_OCTETS) {
        await reader.cancel();
        return problem(
          'the link',
          'it unpacks to more than a scenario can hold',
          `at most ${MAX_OCTETS.toLocaleString('en')} octets`,
        );
      }
      chunks.push(next.value);
    }
  } catch {
    return problem('the link', 'it is damaged or cut off', WHOLE);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return ok(whole);
}
