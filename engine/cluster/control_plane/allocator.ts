// pkg/registry/core/service/{ip,port}allocator: numbers of a range to who has asked for none. The real ones draw; here the name
// chooses.
import { chosenNumber } from '../host/chosen.ts';

interface Range {
  readonly first: number;
  readonly last: number;
  /** The first so many are left to those who ask for one (KEP-3070, KEP-3668), while there are others. */
  readonly reserved: number;
}

export class Allocator {
  readonly #range: Range;
  readonly #taken: Set<number>;

  constructor(range: Range, taken: readonly number[]) {
    this.#range = range;
    this.#taken = new Set(taken);
  }

  /** undefined: all are taken. */
  next(name: string): number | undefined {
    const { first, last, reserved } = this.#range;
    const upper = Math.min(first + reserved, last + 1);
    const found = this.#from(name, upper, last) ?? this.#from(name, first, upper - 1);
    if (found !== undefined) this.#taken.add(found);
    return found;
  }

  #from(name: string, first: number, last: number): number | undefined {
    const size = last - first + 1;
    if (size <= 0) return undefined;
    const start = chosenNumber(name, size);
    // A whole round over what is taken: there are no more of those.
    for (let nth = 0; nth < Math.min(size, this.#taken.size + 1); nth++) {
      const number = first + ((start + nth) % size);
      if (!this.#taken.has(number)) return number;
    }
    return undefined;
  }
}
