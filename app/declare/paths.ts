// Parts of data from strangers, read and replaced by their path. What is replaced is made anew; what is not stays the same object.
export type Path = readonly (string | number)[];

export function at(value: unknown, path: Path): unknown {
  let part = value;
  for (const step of path) {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, step)) return undefined;
    part = (part as Record<string | number, unknown>)[step];
  }
  return part;
}

/** Makes what is missing on the way. `undefined` takes the part away, and what it leaves empty around it. */
export function put<T>(value: T, path: Path, part: unknown): T {
  return (put1(value, path, part) ?? {}) as T;
}

function put1(value: unknown, [step, ...rest]: Path, part: unknown): unknown {
  if (step === undefined) return part;
  const next = put1(at(value, [step]), rest, part);
  if (typeof step === 'number') return putItem(Array.isArray(value) ? value : [], step, next);
  const { [step]: _, ...others } = isRecord(value) ? value : {};
  if (next !== undefined) return isRecord(value) ? { ...value, [step]: next } : { [step]: next };
  return Object.keys(others).length === 0 ? undefined : others;
}

function putItem(list: readonly unknown[], index: number, item: unknown): unknown[] | undefined {
  const items = item === undefined ? list.toSpliced(index, 1) : Object.assign([...list], { [index]: item });
  return items.length === 0 ? undefined : items;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
