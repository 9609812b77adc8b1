// Objects as one text, and one by one: a form changes some, and leaves the others as they were typed.
import { stringify } from 'yaml';
import { readSource } from '../../cluster/manifest/source.ts';
import { tidied } from '../../cluster/manifest/tidied.ts';
import type { DraftObject, Fields } from './draft.ts';

/** More is not gone through object by object. */
const MOST_CHARACTERS = 300_000;
const MOST_OBJECTS = 300;

/** What stands between documents of YAML; at the start of a line it can be nothing else. */
const BETWEEN = /^---(?:[ \t].*)?\n?/m;

export function textOf(objects: string | readonly DraftObject[]): string {
  if (typeof objects === 'string') return objects;
  return objects
    .map(({ text, value }) => text ?? stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }))
    .map((text) => `${text.trimEnd()}\n`)
    .join('---\n');
}

/** The objects and fields that count; null: the text cannot be read. */
export function tidy(text: string): string | null {
  const objects = tidied(text);
  return objects.ok ? textOf(objects.value.map((value) => ({ value, text: null }))) : null;
}

/** null: they are too many, or the text cannot be taken apart. */
export function objectsOf(text: string): DraftObject[] | null {
  if (text.length > MOST_CHARACTERS) return null;
  const objects: DraftObject[] = [];
  let comment = '';
  for (const part of text.split(BETWEEN)) {
    const source = readSource(part);
    if (!source.ok || source.value.documents.length > 1) return null;
    const [document] = source.value.documents;
    const found = document === undefined ? [] : objectsIn(document, `${comment}${part}`);
    if (found === null || objects.length + found.length > MOST_OBJECTS) return null;
    objects.push(...found);
    comment = document === undefined ? `${comment}${part}` : '';
  }
  return objects;
}

/** One, or those of a list, each of which gets a text of its own. */
function objectsIn(document: unknown, text: string): DraftObject[] | null {
  if (!isFields(document)) return null;
  const { apiVersion, kind, items } = document;
  if (typeof kind !== 'string' || !kind.endsWith('List')) return [{ value: document, text }];
  if (!Array.isArray(items) || !items.every(isFields)) return null;
  const inherited = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
  return items.map((item) => ({ value: { ...inherited, ...item }, text: null }));
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
