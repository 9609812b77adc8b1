// Where in a JSON text a part stands: JSON.parse does not say, so it is looked for when somebody asks.

type Step = string | number;

/** The paths that were asked for, as a tree. */
interface Wanted {
  /** Their numbers, where they end here. */
  readonly asked: number[];
  readonly inside: Map<Step, Wanted>;
}

/** The offset of each path's key, or element; of the nearest thing around, where a step leads nowhere. The text is valid JSON. */
export function offsetsOf(text: string, paths: readonly (readonly Step[])[]): number[] {
  const offsets = paths.map(() => 0);
  valueAt(text, pastSpace(text, 0), treeOf(paths), offsets);
  return offsets;
}

const emptyWanted = (): Wanted => ({ asked: [], inside: new Map() });

function treeOf(paths: readonly (readonly Step[])[]): Wanted {
  const root = emptyWanted();
  for (const [number, path] of paths.entries()) {
    let at = root;
    for (const step of path) {
      const next = at.inside.get(step) ?? emptyWanted();
      at.inside.set(step, next);
      at = next;
    }
    at.asked.push(number);
  }
  return root;
}

/** All paths of the tree are at `offset`, until a deeper step is found. */
function settle({ asked, inside }: Wanted, offset: number, offsets: number[]): void {
  for (const number of asked) offsets[number] = offset;
  for (const deeper of inside.values()) settle(deeper, offset, offsets);
}

/** Goes into what is wanted and over the rest. Returns where the value ends; is as deep as the longest path. */
function valueAt(text: string, start: number, wanted: Wanted, offsets: number[]): number {
  const opening = text[start];
  if (wanted.inside.size === 0 || (opening !== '{' && opening !== '[')) return endOfValue(text, start);
  let at = pastSpace(text, start + 1);
  for (let index = 0; text[at] !== '}' && text[at] !== ']'; index += 1) {
    const from = at;
    let step: Step = index;
    if (opening === '{') {
      const end = endOfString(text, at);
      step = JSON.parse(text.slice(at, end)) as string;
      at = pastSpace(text, pastSpace(text, end) + 1);
    }
    const deeper = wanted.inside.get(step);
    if (deeper) settle(deeper, from, offsets);
    at = pastSpace(text, deeper ? valueAt(text, at, deeper, offsets) : endOfValue(text, at));
    if (text[at] === ',') at = pastSpace(text, at + 1);
  }
  return at + 1;
}

function endOfValue(text: string, start: number): number {
  let depth = 0;
  let at = start;
  do {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else {
      if (character === '{' || character === '[') depth += 1;
      if (character === '}' || character === ']') depth -= 1;
      at += 1;
    }
  } while (depth > 0);
  // A number, true, false or null goes on to the next sign.
  while (/[\w.+-]/.test(text[at] ?? '')) at += 1;
  return at;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function pastSpace(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) <= 32) at += 1;
  return at;
}
