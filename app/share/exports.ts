// The files that a moment can be saved as: what each is called, and how it comes about.
import type { Format } from '../../engine/capture/write/formats.ts';
import { ok, problem, type Result } from '../../engine/problem.ts';
import type { useWords } from '../state/language.ts';
import { currentIndex, usePlayback } from '../state/playback.ts';
import type { Scheme } from '../state/preferences.ts';
import { useScenario } from '../state/scenario.ts';
import { written } from '../state/session.ts';
import { networkName, stepName } from './fileNames.ts';
import { pngOf } from './png.ts';

/** The drawing as an SVG. */
export type Draw = (scheme: Scheme) => Promise<string>;

type Words = ReturnType<typeof useWords<'share'>>;

interface Kind {
  readonly ending: string;
  readonly type: string;
}

const PICTURES = {
  svg: { ending: 'svg', type: 'image/svg+xml' },
  png: { ending: 'png', type: 'image/png' },
} as const satisfies Record<string, Kind>;

const TRACES = {
  text: { ending: 'trace.txt', type: 'text/plain' },
  trace: { ending: 'trace.log', type: 'text/plain' },
  json: { ending: 'trace.json', type: 'application/json' },
  pcapng: { ending: 'pcapng', type: 'application/x-pcapng' },
  script: { ending: 'sh', type: 'text/x-shellscript' },
} as const satisfies Partial<Record<Format, Kind>>;

type PictureKind = keyof typeof PICTURES;
type TraceKind = keyof typeof TRACES;
export type ExportKind = PictureKind | TraceKind;

/** The groups of the dialog, in its order. */
export const EXPORTS = {
  drawing: ['svg', 'png'],
  trace: ['text', 'trace', 'json', 'pcapng'],
  network: ['script'],
} as const satisfies Record<string, readonly ExportKind[]>;

const isPicture = (kind: ExportKind): kind is PictureKind => kind in PICTURES;

export function exportName(kind: ExportKind): string {
  const network = networkName(useScenario.getState().scenario);
  if (!isPicture(kind)) return `${network}.${TRACES[kind].ending}`;
  const { zoom } = usePlayback.getState();
  return `${network}-${stepName(zoom, currentIndex())}.${PICTURES[kind].ending}`;
}

async function pictureFile(kind: PictureKind, svg: string, words: Words): Promise<Result<Blob>> {
  if (kind === 'svg') return ok(new Blob([svg], { type: PICTURES.svg.type }));
  const png = await pngOf(svg);
  return png ? ok(png) : problem('png', words.tooLarge);
}

async function traceFile(kind: TraceKind, words: Words): Promise<Result<Blob>> {
  const content = await written(kind);
  if (content === null) return problem(kind, words.changed);
  if (!content.ok) return content;
  if (kind === 'trace' && content.value.length <= 1) return problem(kind, words.untraced);
  return ok(new Blob([content.value as string | Uint8Array<ArrayBuffer>], { type: TRACES[kind].type }));
}

export async function exportFile(
  kind: ExportKind,
  draw: () => Promise<string>,
  words: Words,
): Promise<Result<Blob>> {
  return isPicture(kind) ? pictureFile(kind, await draw(), words) : traceFile(kind, words);
}
