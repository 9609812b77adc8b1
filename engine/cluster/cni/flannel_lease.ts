// flannel pkg/lease: what a node tells the others about itself.
import { addressOf } from '../host/prefix.ts';

export interface Lease {
  readonly node: string;
  readonly subnet: string;
  readonly publicIp: string;
  /** flannel.1's address, drawn at random when the device is made. */
  readonly vtepMac?: string;
}

/** In the order of their subnets: when they came is of no matter. */
export function inOrder(all: readonly Lease[]): Lease[] {
  return all
    .map((lease) => ({ lease, at: addressOf(lease.subnet).address }))
    .sort((a, b) => a.at - b.at)
    .map(({ lease }) => lease);
}

export const leasesOfOthers = (own: Lease, all: readonly Lease[]): Lease[] =>
  inOrder(all.filter(({ node }) => node !== own.node));
