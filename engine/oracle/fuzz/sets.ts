// Random sets, as `ipset save` prints them, of every type that rules here ask.
import type { NamedSet } from './draft.ts';
import type { Lots } from './lots.ts';

const HASH = 'family inet hashsize 1024 maxelem 65536';
const TAIL = 'bucketsize 12 initval 0x11111111';

interface Words {
  readonly addresses: readonly string[];
  readonly ports: readonly number[];
}

type Element = (lots: Lots, words: Words) => string;

const address: Element = (lots, { addresses }) => lots.pick(addresses);
const network: Element = (lots, { addresses }) => {
  const [a, b, c] = lots.pick(addresses).split('.');
  return lots.pick([`${a}.${b}.${c}.0/24`, `${a}.${b}.0.0/16`, `${a}.0.0.0/8`]);
};
const port: Element = (lots, { ports }) =>
  lots.pick([`tcp:${lots.pick(ports)}`, `udp:${lots.pick(ports)}`, 'icmp:echo-request']);

const joined =
  (...parts: readonly Element[]): Element =>
  (lots, words) =>
    parts.map((part) => part(lots, words)).join(',');

/** What an element of each hash is made of. */
const HASHES: Readonly<Record<string, { readonly dimension: number; readonly element: Element }>> = {
  'hash:ip': { dimension: 1, element: address },
  'hash:net': { dimension: 1, element: network },
  'hash:ip,port': { dimension: 2, element: joined(address, port) },
  'hash:net,port': { dimension: 2, element: joined(network, port) },
  'hash:ip,port,ip': { dimension: 3, element: joined(address, port, address) },
  'hash:ip,port,net': { dimension: 3, element: joined(address, port, network) },
};

interface Made extends NamedSet {
  readonly lines: readonly string[];
}

function randomHash(lots: Lots, words: Words, name: string): Made {
  const type = lots.pick(Object.keys(HASHES));
  const { dimension, element } = HASHES[type]!;
  const counters = lots.chance(30);
  const elements = new Set(Array.from({ length: lots.below(4) }, () => element(lots, words)));
  const lines = [...elements].map((each) => {
    const nomatch = /net/.test(type) && lots.chance(15) ? ' nomatch' : '';
    return `add ${name} ${each}${nomatch}${counters ? ' packets 0 bytes 0' : ''}`;
  });
  return {
    name,
    dimension,
    lines: [`create ${name} ${type} ${HASH}${counters ? ' counters' : ''} ${TAIL}`, ...lines],
  };
}

function randomBitmap(lots: Lots, { ports }: Words, name: string): Made {
  if (lots.chance(50)) {
    const create = `create ${name} bitmap:ip range 10.0.0.0-10.0.1.255`;
    return {
      name,
      dimension: 1,
      lines: [create, ...lots.some([`add ${name} 10.0.0.1`, `add ${name} 10.0.1.2`], 50)],
    };
  }
  const low = ports.filter((each) => each < 1024);
  const lines = lots.some(low, 50).map((each) => `add ${name} ${each}`);
  return { name, dimension: 1, lines: [`create ${name} bitmap:port range 0-1023`, ...lines] };
}

/** A list of the sets made before. */
function randomList(lots: Lots, name: string, others: readonly Made[]): Made {
  const dimension = Math.max(1, ...others.map((other) => other.dimension));
  const members = lots.some(others, 70).map((other) => `add ${name} ${other.name}`);
  return { name, dimension, lines: [`create ${name} list:set size 8`, ...members] };
}

export function randomSets(lots: Lots, words: Words): { text: string; names: readonly NamedSet[] } {
  const made: Made[] = [];
  for (let number = lots.between(1, 3); number > 0; number--) {
    const name = `s${made.length}`;
    made.push(lots.chance(75) ? randomHash(lots, words, name) : randomBitmap(lots, words, name));
  }
  if (lots.chance(25)) made.push(randomList(lots, 'all', made));
  return { text: made.flatMap(({ lines }) => lines.map((line) => `${line}\n`)).join(''), names: made };
}
