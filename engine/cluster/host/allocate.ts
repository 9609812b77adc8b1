// Addresses for who has declared none. host-local, docker's and Calico's IPAM all count on from the last address they gave;
// where nothing has been given back, that is the next free one.
import { ok, problem, type Result } from '../../problem.ts';
import { addressOf, contains, nthAddress, type Prefix, prefixOf } from './prefix.ts';

export interface Pool {
  readonly subnet: string;
  /** The nth addresses of the subnet that are given to others. */
  readonly first: number;
  readonly last: number;
  /** Addresses that have an owner, by name. */
  readonly reserved: Readonly<Record<string, string>>;
}

export interface Asking {
  /** Who asks: named where something is wrong. */
  readonly name: string;
  readonly address?: string | undefined;
}

/** A subnet with a gateway. Its own address and the broadcast address are for no host. */
export function poolBehind(gateway: string, subnet: string): Pool {
  const last = sizeOf(prefixOf(subnet)) - 2;
  return { subnet, first: 1, last, reserved: { [gateway]: 'the gateway' } };
}

export const sizeOf = ({ length }: Prefix) => 2 ** (32 - length);

/** An address for each, in their order. Declared ones are kept free for those who declared them. */
export function allocate(pool: Pool, asking: readonly Asking[]): Result<string[]> {
  const taken = new Map(Object.entries(pool.reserved));
  for (const { name, address } of asking) {
    if (address === undefined) continue;
    const wrong = whyNot(pool, address, taken);
    if (wrong !== null) return problem(name, `${address} is ${wrong}`, `a free address of ${pool.subnet}`);
    taken.set(address, name);
  }
  const free = freeAddresses(pool, taken);
  const given: string[] = [];
  for (const { name, address = free.next().value } of asking) {
    if (address === undefined) return problem(name, `${pool.subnet} has no free address`);
    given.push(address);
  }
  return ok(given);
}

function whyNot({ subnet, first, last }: Pool, address: string, taken: ReadonlyMap<string, string>) {
  const prefix = prefixOf(subnet);
  const nth = addressOf(address).address - prefix.network;
  if (!contains(prefix, address)) return `not in ${subnet}`;
  if (nth < first || nth > last) return `no host's address in ${subnet}`;
  const owner = taken.get(address);
  return owner === undefined ? null : `taken by ${owner}`;
}

function* freeAddresses(
  { subnet, first, last }: Pool,
  taken: ReadonlyMap<string, string>,
): Generator<string, undefined> {
  const prefix = prefixOf(subnet);
  for (let nth = first; nth <= last; nth++) {
    const address = nthAddress(prefix, nth);
    if (!taken.has(address)) yield address;
  }
  return undefined;
}
