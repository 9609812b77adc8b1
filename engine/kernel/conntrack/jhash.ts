// include/linux/jhash.h jhash2: Bob Jenkins' lookup3 over 32-bit words.

const JHASH_INITVAL = 0xdeadbeef;

const rol32 = (word: number, shift: number) => ((word << shift) | (word >>> (32 - shift))) >>> 0;

/** An address as the kernel's hash reads it from memory: in network order, on a little-endian machine. */
export function swap32(word: number): number {
  return (((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}

type State = [a: number, b: number, c: number];

/** __jhash_mix */
function mix([a, b, c]: State): State {
  a = (a - c) ^ rol32(c, 4);
  c = c + b;
  b = (b - a) ^ rol32(a >>> 0, 6);
  a = a + c;
  c = (c - b) ^ rol32(b >>> 0, 8);
  b = b + a;
  a = (a - c) ^ rol32(c >>> 0, 16);
  c = c + b;
  b = (b - a) ^ rol32(a >>> 0, 19);
  a = a + c;
  c = (c - b) ^ rol32(b >>> 0, 4);
  b = b + a;
  return [a >>> 0, b >>> 0, c >>> 0];
}

/** __jhash_final */
function final([a, b, c]: State): number {
  c = ((c ^ b) - rol32(b, 14)) >>> 0;
  a = ((a ^ c) - rol32(c, 11)) >>> 0;
  b = ((b ^ a) - rol32(a, 25)) >>> 0;
  c = ((c ^ b) - rol32(b, 16)) >>> 0;
  a = ((a ^ c) - rol32(c, 4)) >>> 0;
  b = ((b ^ a) - rol32(a, 14)) >>> 0;
  return ((c ^ b) - rol32(b, 24)) >>> 0;
}

export function jhash2(words: readonly number[], initval: number): number {
  const begin = (JHASH_INITVAL + (words.length << 2) + initval) >>> 0;
  let state: State = [begin, begin, begin];
  let at = 0;
  const add = (upto: number): State => {
    const [a, b, c] = state;
    const word = (index: number) => (index < upto ? (words[at + index] ?? 0) : 0);
    return [(a + word(0)) >>> 0, (b + word(1)) >>> 0, (c + word(2)) >>> 0];
  };
  for (; words.length - at > 3; at += 3) state = mix(add(3));
  return final(add(words.length - at));
}
