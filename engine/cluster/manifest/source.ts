// Text to data: YAML or JSON from a stranger, in bounded work, and the line on which each part stands.
import { Composer, type Document, isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, Parser } from 'yaml';
import { ok, problem, type Result } from '../../problem.ts';
import { offsetsOf } from './json_offsets.ts';

/** Keys and indexes, from the outside in. */
export type Path = readonly (string | number)[];

export interface Source {
  /** Without the empty ones. */
  readonly documents: readonly unknown[];
  /** The line of each place, counted from 1; a place is the number of a document and a path in it. */
  linesOf(places: readonly Path[]): number[];
}

const MAX_CHARACTERS = 20_000_000;
/** Of YAML: as kubectl writes it, a text of the length above has about as many. */
const MAX_LEXEMES = 6_000_000;
const MAX_NESTING = 100;
/** Of YAML: a list is the cheaper way to have many objects. */
const MAX_DOCUMENTS = 50_000;

/** A form asks about one text again and again; what it is does not change. */
let last: { readonly text: string; readonly source: Result<Source> } | null = null;
const MEMORABLE = 100_000;

export function readSource(text: string): Result<Source> {
  if (text.length < MEMORABLE) return sourceOf(text);
  if (last?.text !== text) last = { text, source: sourceOf(text) };
  return last.source;
}

function sourceOf(text: string): Result<Source> {
  if (text.length > MAX_CHARACTERS)
    return problem(
      'the text',
      `it has ${text.length.toLocaleString('en')} characters`,
      `at most ${MAX_CHARACTERS.toLocaleString('en')}`,
    );
  const read = text.replace(/^\uFEFF/, '');
  return readJson(read) ?? readYaml(read);
}

/** JSON is YAML too, but JSON.parse reads it a hundred times as fast. Undefined: it is no JSON. */
function readJson(text: string): Result<Source> | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    const documents = [JSON.parse(text)];
    return ok({ documents, linesOf: (places) => jsonLines(text, places) });
  } catch {
    return undefined;
  }
}

function jsonLines(text: string, places: readonly Path[]): number[] {
  const lineAt = linesIn(text);
  return offsetsOf(
    text,
    places.map(([, ...path]) => path),
  ).map(lineAt);
}

function readYaml(text: string): Result<Source> {
  const composed = composeYaml(text);
  if (!composed.ok) return composed;
  const filled: Document.Parsed[] = [];
  const documents: unknown[] = [];
  for (const document of composed.value) {
    const data = dataOf(document);
    if (!data.ok) return data;
    if (data.value === null) continue;
    filled.push(document);
    documents.push(data.value);
  }
  return ok({ documents, linesOf: (places) => yamlLines(text, filled, places) });
}

function yamlLines(text: string, documents: readonly Document.Parsed[], places: readonly Path[]): number[] {
  const lineAt = linesIn(text);
  return places.map(([number, ...path]) => {
    const document = documents[Number(number)];
    return document ? lineAt(offsetIn(document, path)) : 1;
  });
}

/** As yaml's parseAllDocuments, but gives up before a text has made more of itself than it should. */
function composeYaml(text: string): Result<Document.Parsed[]> {
  const parser = new Parser();
  // Looking for a key twice is quadratic in yaml; `keyTwice` does it.
  const composer = new Composer({ uniqueKeys: false });
  const documents: Document.Parsed[] = [];
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    lexemes += 1;
    if (lexemes > MAX_LEXEMES) return tooMany('parts', MAX_LEXEMES);
    if (documents.length > MAX_DOCUMENTS) return tooMany('documents', MAX_DOCUMENTS);
    if (parser.stack.length > MAX_NESTING)
      return problem(
        `line ${linesIn(text)(parser.offset)}`,
        'one thing lies in another too often',
        `at most ${MAX_NESTING} deep`,
      );
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end());
  const wrong = documents.flatMap(({ errors }) => errors)[0];
  if (wrong)
    return problem(
      `line ${linesIn(text)(wrong.pos[0])}`,
      `it is neither YAML nor JSON: ${wrong.message.slice(0, 200)}`,
    );
  return keyTwice(text, documents) ?? ok(documents);
}

const tooMany = (what: string, limit: number) =>
  problem('the text', `it has more than ${limit.toLocaleString('en')} ${what}`, 'a shorter one, or JSON');

function keyTwice(
  text: string,
  documents: readonly Document.Parsed[],
): ReturnType<typeof problem> | undefined {
  const pending: unknown[] = documents.map(({ contents }) => contents);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isSeq(node)) pending.push(...node.items);
    if (!isMap(node)) continue;
    const keys = new Set<string>();
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      if (keys.has(name))
        return problem(`line ${linesIn(text)(startOf(key))}`, `"${name}" stands here twice`);
      keys.add(name);
      pending.push(value);
    }
  }
  return undefined;
}

/** An alias counts as often as it multiplies: yaml refuses a document that grows out of bounds (maxAliasCount). */
function dataOf(document: Document.Parsed): Result<unknown> {
  try {
    return ok(document.toJS());
  } catch (error) {
    if (error instanceof ReferenceError)
      return problem('the text', `its aliases cannot be followed: ${error.message}`);
    throw error;
  }
}

/** Of the key, where the last step is one; of the nearest thing around, where a step leads nowhere. */
function offsetIn(document: Document.Parsed, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (!pair) break;
      offset = startOf(pair.key);
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node, offset);
    } else break;
  }
  return offset;
}

function startOf(node: unknown, otherwise = 0): number {
  return (node as { range?: readonly number[] | null } | null | undefined)?.range?.[0] ?? otherwise;
}

function linesIn(text: string): (offset: number) => number {
  const counter = new LineCounter();
  counter.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) counter.addNewLine(at + 1);
  return (offset) => counter.linePos(offset).line;
}
