// net/core/neighbour.c: who is where on a link, how sure we are, and the packets that wait to know.

import type { Did } from '../../trace/events.ts';
import type { NeighRow, NudState } from '../../trace/rows.ts';
import { formatIpv4, type Ipv4Address, type MacAddress } from '../../wire/address.ts';
import { arp_solicit } from '../ipv4/arp.ts';
import { ipv4_link_failure } from '../ipv4/icmp.ts';
import { kfree_skb_reason, stage } from '../report.ts';
import type { RowTable } from '../row_table.ts';
import type { SkBuff } from '../skbuff.ts';
import type { NetDevice } from './netdevice.ts';

const SECOND = 1_000_000;
/** unres_qlen: packets that may wait for one neighbour. */
const QUEUE_LENGTH = 101;

/** A packet, and how to send it once the link address is known. */
interface Waiting {
  readonly skb: SkBuff;
  readonly send: (lladdr: MacAddress) => void;
}

/** What a neighbour entry holds besides its row. */
interface NeighWork {
  /** Something was sent there: the link header is at hand (neigh_hh_init). */
  header: boolean;
  probes: number;
  readonly queue: Waiting[];
  cancel: (() => void) | null;
}

export class NeighTable {
  readonly rows: RowTable<'neigh'>;
  private readonly work = new Map<string, NeighWork>();

  constructor(rows: RowTable<'neigh'>) {
    this.rows = rows;
  }

  workOf(key: string): NeighWork {
    let work = this.work.get(key);
    if (!work) {
      work = { header: false, probes: 0, queue: [], cancel: null };
      this.work.set(key, work);
    }
    return work;
  }

  forget(key: string): void {
    this.work.delete(key);
  }
}

export function neighKey(dev: NetDevice, address: Ipv4Address): string {
  return `${formatIpv4(address)} dev ${dev.name}`;
}

export function neigh_lookup(dev: NetDevice, address: Ipv4Address): NeighRow | undefined {
  return dev.net.neigh.rows.get(neighKey(dev, address));
}

function workOf(dev: NetDevice, address: Ipv4Address): NeighWork {
  return dev.net.neigh.workOf(neighKey(dev, address));
}

/** neigh_resolve_output: a packet for a neighbour is sent, or waits for the answer to who that is. */
export function neigh_resolve_output(
  dev: NetDevice,
  nexthop: Ipv4Address,
  skb: SkBuff,
  send: (lladdr: MacAddress) => void,
): void {
  const row = neigh_lookup(dev, nexthop);
  if (!row?.lladdr) {
    neigh_event_send(dev, nexthop, { skb, send }, row);
    return;
  }
  workOf(dev, nexthop).header = true;
  if (row.state === 'STALE') neigh_enter(dev, { ...row, state: 'DELAY' });
  const key = neighKey(dev, nexthop);
  stage(dev.net, skb, 'neigh_resolve_output', {
    kind: 'neigh',
    nexthop,
    key,
    state: row.state,
    result: 'resolved',
    lladdr: row.lladdr,
  });
  send(row.lladdr);
}

/** The link address of a neighbour whose header is at hand (NUD_CONNECTED and hh_len), which needs no asking. */
export function neigh_hh(dev: NetDevice, address: Ipv4Address): MacAddress | null {
  const row = neigh_lookup(dev, address);
  const connected = row?.state === 'PERMANENT' || row?.state === 'NOARP' || row?.state === 'REACHABLE';
  return connected && workOf(dev, address).header ? row.lladdr : null;
}

/** Is it known where a neighbour is (NUD_VALID)? */
export function neigh_is_valid(dev: NetDevice, address: Ipv4Address): boolean {
  return (neigh_lookup(dev, address)?.lladdr ?? null) !== null;
}

/** neigh_event_send without a packet: somebody wants to know a neighbour. */
export function neigh_solicit(dev: NetDevice, address: Ipv4Address): void {
  if (neigh_lookup(dev, address)?.state === 'INCOMPLETE') return;
  workOf(dev, address).probes = 0;
  neigh_enter(dev, { address, dev: dev.name, lladdr: null, state: 'INCOMPLETE' });
  neigh_probe(dev, address, null);
}

/** __neigh_event_send: the packet waits; the first one to wait makes the kernel ask. */
function neigh_event_send(
  dev: NetDevice,
  nexthop: Ipv4Address,
  waiting: Waiting,
  row: NeighRow | undefined,
): void {
  const work = workOf(dev, nexthop);
  if (work.queue.length >= QUEUE_LENGTH) {
    kfree_skb_reason(dev.net, work.queue.shift()!.skb, '__neigh_event_send', 'NEIGH_QUEUEFULL');
  }
  work.queue.push(waiting);
  waiting.skb.icmpLocked = false;
  const asking = row?.state === 'INCOMPLETE';
  if (!asking) {
    work.probes = 0;
    neigh_enter(dev, { address: nexthop, dev: dev.name, lladdr: null, state: 'INCOMPLETE' });
  }
  stage(dev.net, waiting.skb, '__neigh_event_send', {
    kind: 'neigh',
    nexthop,
    key: row ? neighKey(dev, nexthop) : null,
    state: 'INCOMPLETE',
    result: 'queued',
    lladdr: null,
  });
  if (!asking) neigh_probe(dev, nexthop, null);
}

function neigh_probe(dev: NetDevice, address: Ipv4Address, known: MacAddress | null): void {
  const work = workOf(dev, address);
  work.probes++;
  // The last one that waits is asked for its source (skb_peek_tail).
  arp_solicit(dev, address, known, work.queue.at(-1)?.skb ?? null);
  neigh_add_timer(dev, address, dev.net.sysctl.neigh(dev.name, 'retrans_time_ms') * 1000);
}

function neigh_add_timer(dev: NetDevice, address: Ipv4Address, delay: number): void {
  const { rec } = dev.net.env;
  const work = workOf(dev, address);
  work.cancel?.();
  const cause = rec.last;
  work.cancel = dev.net.env.timer(delay, () => {
    const scene = { ns: dev.net.id, dev: dev.id, skb: -1, frame: null };
    rec.begin('hop', scene, 'neigh_timer_handler', timerDid(dev, address), cause);
    neigh_timer_handler(dev, address);
    rec.finish();
  });
}

/** What the handler is about to do. */
function timerDid(dev: NetDevice, address: Ipv4Address): Did {
  const state = neigh_lookup(dev, address)?.state ?? 'FAILED';
  const asking = state === 'DELAY' ? 'PROBE' : state;
  const sent = state === 'DELAY' ? 0 : workOf(dev, address).probes;
  const of = asking === 'PROBE' || asking === 'INCOMPLETE' ? maxProbes(dev, asking) : 0;
  const asks = sent < of ? { nth: sent + 1, of } : null;
  return { kind: 'timer', nexthop: address, key: neighKey(dev, address), state, asks };
}

function neigh_timer_handler(dev: NetDevice, address: Ipv4Address): void {
  const row = neigh_lookup(dev, address);
  const work = workOf(dev, address);
  switch (row?.state) {
    case 'REACHABLE':
      neigh_enter(dev, { ...row, state: 'STALE' });
      break;
    case 'DELAY':
      work.probes = 0;
      neigh_enter(dev, { ...row, state: 'PROBE' });
      neigh_probe(dev, address, row.lladdr);
      break;
    case 'PROBE':
    case 'INCOMPLETE':
      if (work.probes < maxProbes(dev, row.state)) neigh_probe(dev, address, row.lladdr);
      else neigh_invalidate(dev, row);
      break;
    default:
      break;
  }
}

/** neigh_max_probes */
function maxProbes(dev: NetDevice, state: 'PROBE' | 'INCOMPLETE'): number {
  return dev.net.sysctl.neigh(dev.name, state === 'PROBE' ? 'ucast_solicit' : 'mcast_solicit');
}

/** Nobody answered: the entry fails, and so does every packet that waited (arp_error_report). */
function neigh_invalidate(dev: NetDevice, row: NeighRow): void {
  neigh_enter(dev, { ...row, lladdr: null, state: 'FAILED' });
  for (const { skb } of workOf(dev, row.address).queue.splice(0)) {
    ipv4_link_failure(dev.net, skb);
    kfree_skb_reason(dev.net, skb, 'arp_error_report', 'NEIGH_FAILED', formatIpv4(row.address));
  }
}

/** Writes an entry in a state, and sets the timer that the state has. */
export function neigh_enter(dev: NetDevice, row: NeighRow): void {
  dev.net.neigh.rows.set(neighKey(dev, row.address), row);
  const work = workOf(dev, row.address);
  work.cancel?.();
  work.cancel = null;
  const delay = lifetime(dev, row.state);
  if (delay !== null) neigh_add_timer(dev, row.address, delay);
}

/** neigh_release: the entry is gone, and with it the packets that waited for it. */
export function neigh_remove(dev: NetDevice, address: Ipv4Address): void {
  const key = neighKey(dev, address);
  const { neigh } = dev.net;
  const work = neigh.workOf(key);
  work.cancel?.();
  work.queue.length = 0;
  neigh.forget(key);
  neigh.rows.delete(key);
}

/** neigh_flush_dev: the entries of a device; those written by hand may stay (neigh_carrier_down). */
export function neigh_flush_dev(dev: NetDevice, keepPermanent: boolean): void {
  for (const row of [...dev.net.neigh.rows.values()]) {
    if (row.dev === dev.name && !(keepPermanent && row.state === 'PERMANENT')) neigh_remove(dev, row.address);
  }
}

function lifetime(dev: NetDevice, state: NudState): number | null {
  if (state === 'DELAY') return dev.net.sysctl.neigh(dev.name, 'delay_first_probe_time') * SECOND;
  if (state === 'REACHABLE') return dev.net.sysctl.neigh(dev.name, 'base_reachable_time_ms') * 1000;
  return null;
}

/** neigh_event_ns: somebody asked us, and told where he is by the way. */
export function neigh_event_ns(dev: NetDevice, address: Ipv4Address, lladdr: MacAddress): void {
  if (neigh_lookup(dev, address)) neigh_update(dev, address, lladdr, 'STALE');
  else neigh_enter(dev, { address, dev: dev.name, lladdr, state: 'STALE' });
}

/** __neigh_update: news of a neighbour we have an entry for. */
export function neigh_update(
  dev: NetDevice,
  address: Ipv4Address,
  lladdr: MacAddress,
  state: 'REACHABLE' | 'STALE',
): void {
  const row = neigh_lookup(dev, address);
  if (!row || row.state === 'PERMANENT' || row.state === 'NOARP') return;
  // Hearing again what is known does not make an entry any less certain.
  if (row.lladdr === lladdr && state === 'STALE') return;
  neigh_enter(dev, { ...row, lladdr, state });
}

/** The packets that waited for a neighbour go out, now that it is known. */
export function neigh_flush_queue(dev: NetDevice, address: Ipv4Address): void {
  if (!neigh_lookup(dev, address)?.lladdr) return;
  for (const { skb, send } of workOf(dev, address).queue.splice(0))
    neigh_resolve_output(dev, address, skb, send);
}
