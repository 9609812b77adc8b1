// ipset lib/ipset_hash_ip.c and its like: what each type of set is written with.

type Part = 'ip' | 'net' | 'port' | 'plain' | 'set';

export interface TypeWords {
  readonly parts: readonly [Part, ...Part[]];
  readonly family: 'inet' | 'unspec';
  /** Options of `create` with a value; what all types have is elsewhere. */
  readonly create: readonly string[];
}

const HASH = ['family', 'hashsize', 'maxelem', 'bucketsize', 'initval'];

export const TYPE_WORDS: Readonly<Record<string, TypeWords>> = {
  'hash:ip': { parts: ['ip'], family: 'inet', create: [...HASH, 'netmask'] },
  'hash:net': { parts: ['net'], family: 'inet', create: HASH },
  'hash:ip,port': { parts: ['ip', 'port'], family: 'inet', create: [...HASH, 'netmask'] },
  'hash:net,port': { parts: ['net', 'port'], family: 'inet', create: HASH },
  'hash:ip,port,ip': { parts: ['ip', 'port', 'plain'], family: 'inet', create: HASH },
  'hash:ip,port,net': { parts: ['ip', 'port', 'net'], family: 'inet', create: HASH },
  'bitmap:port': { parts: ['port'], family: 'unspec', create: ['range'] },
  'bitmap:ip': { parts: ['ip'], family: 'inet', create: ['range', 'netmask'] },
  'list:set': { parts: ['set'], family: 'unspec', create: ['size'] },
};

const ALIASES: Readonly<Record<string, string>> = {
  iphash: 'hash:ip',
  nethash: 'hash:net',
  ipporthash: 'hash:ip,port',
  ipportiphash: 'hash:ip,port,ip',
  ipportnethash: 'hash:ip,port,net',
  portmap: 'bitmap:port',
  ipmap: 'bitmap:ip',
  setlist: 'list:set',
};

/** Types that `ipset` knows and this kernel does not have. */
const KERNEL_LACKS: readonly string[] = [
  'hash:mac',
  'hash:ip,mac',
  'hash:ip,mark',
  'hash:net,net',
  'hash:net,iface',
  'hash:net,port,net',
  'bitmap:ip,mac',
];

/** The proper name of a type; undefined when `ipset` knows of none. */
export function typeNamed(text: string): string | undefined {
  const name = Object.hasOwn(ALIASES, text) ? ALIASES[text]! : text;
  return Object.hasOwn(TYPE_WORDS, name) || KERNEL_LACKS.includes(name) ? name : undefined;
}
