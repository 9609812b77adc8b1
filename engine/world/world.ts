// Machines joined by segments, in virtual time. Built by requests; run with one probe at a time.
import { dev_open, register_netdevice } from '../kernel/core/dev_change.ts';
import { alloc_netdev, type NetDevice } from '../kernel/core/netdevice.ts';
import type { Env } from '../kernel/env.ts';
import { Net } from '../kernel/net_namespace.ts';
import { kfree_skb_reason } from '../kernel/report.ts';
import { type KernelVersion, parseKernelVersion } from '../kernel/version.ts';
import { Recorder } from '../trace/recorder.ts';
import { apply } from '../uapi/apply.ts';
import type { DeviceRegistry } from '../uapi/registry.ts';
import type { Refusal, Request } from '../uapi/request.ts';
import { Calls } from './calls.ts';
import type { ControlPlane } from './control_plane.ts';
import { EventQueue } from './queue.ts';
import { seededRandom } from './random.ts';
import { Segment } from './segment.ts';
import type { Sleepers } from './sleepers.ts';

export interface Machine {
  readonly id: number;
  readonly name: string;
  readonly label: string;
  readonly kernel: string;
  readonly version: KernelVersion;
}

/** A namespace and where it is. */
export interface Namespace {
  readonly net: Net;
  readonly machine: Machine;
  readonly label: string;
  readonly root: boolean;
  readonly tools: 'iputils' | 'busybox';
}

export class World {
  readonly machines: Machine[] = [];
  readonly namespaces: Namespace[] = [];
  readonly devices: NetDevice[] = [];
  readonly segments: Segment[] = [];
  readonly rec = new Recorder();
  /** Of the cluster whose nodes the machines are. */
  controlPlane: ControlPlane | null = null;
  /** A pod need not be on the node where it is said to be. */
  podsMove = false;
  /** How many requests have been granted. */
  edits = 0;
  readonly queue = new EventQueue();
  readonly calls = new Calls();
  /** Machines that are not built yet; null: all are. */
  sleepers: Sleepers | null = null;
  /** Told of namespaces that have been built while the network was running. */
  onSettled: ((namespaces: readonly Namespace[]) => void) | null = null;
  readonly random: () => number;
  readonly env: Env;
  private time = 0;
  private skbs = 0;
  private readonly plugged = new Map<NetDevice, Segment>();
  private readonly registry: DeviceRegistry;

  constructor(seed: number) {
    this.random = seededRandom(seed);
    this.env = {
      rec: this.rec,
      now: () => this.time,
      call: (work) => this.calls.ask(work),
      defer: (delay, work) => void this.queue.push(this.time + delay, 'frame', work),
      timer: (delay, work) => {
        const due = this.queue.push(this.time + delay, 'timer', work);
        return () => {
          due.cancelled = true;
        };
      },
      random: this.random,
      nextSkb: () => this.skbs++,
      wire: (dev, skb) => {
        const segment = this.plugged.get(dev);
        if (segment) segment.forward(dev, skb);
        else kfree_skb_reason(dev.net, skb, 'ndo_start_xmit', 'DEV_READY', 'no cable');
      },
    };
    this.registry = {
      nextId: () => this.devices.length,
      nextMac: () => this.localMac(),
      net: (netns) => this.namespaces[netns]?.net,
      made: (dev) => void this.devices.push(dev),
      gone: (dev) => this.forget(dev),
    };
  }

  /** Virtual time, microseconds. */
  get now(): number {
    return this.time;
  }

  /** Lets time pass: everything from here on happens at `time`. */
  advance(time: number): void {
    this.time = time;
    this.rec.now = time;
  }

  addMachine(name: string, label: string, kernel: string): Machine {
    const machine = { id: this.machines.length, name, label, kernel, version: parseKernelVersion(kernel) };
    this.machines.push(machine);
    return machine;
  }

  /** A new namespace, its loopback up unless told otherwise. */
  addNamespace(
    machine: Machine,
    name: string,
    label: string,
    root: boolean,
    tools: Namespace['tools'],
    up = true,
  ): Namespace {
    const net = new Net(this.namespaces.length, name, this.env, machine.version);
    const namespace = { net, machine, label, root, tools };
    this.namespaces.push(namespace);
    const lo = alloc_netdev({
      id: this.devices.length,
      net,
      name: 'lo',
      ifindex: 1,
      mac: '00:00:00:00:00:00',
      mtu: 65536,
      carrier: true,
      type: { kind: 'loopback' },
    });
    this.devices.push(lo);
    register_netdevice(lo);
    if (up) dev_open(lo);
    return namespace;
  }

  settled(namespaces: readonly Namespace[]): void {
    this.onSettled?.(namespaces);
  }

  addSegment(name: string, label: string, latency: number): Segment {
    const segment = new Segment(this.segments.length, name, label, latency);
    this.segments.push(segment);
    return segment;
  }

  plug(dev: NetDevice, segment: Segment): void {
    segment.ports.push(dev);
    this.plugged.set(dev, segment);
  }

  segmentOf(dev: NetDevice): Segment | undefined {
    return this.plugged.get(dev);
  }

  /** Asks a namespace's kernel for something. */
  request({ net }: Namespace, request: Request): Refusal {
    const refusal = apply(net, this.registry, request);
    // To list a table is to load it, which nobody means as an edit.
    if (refusal === null && request.do !== 'xtables.load') this.edits++;
    return refusal;
  }

  /** A device is gone. While a trace is written its number stays taken; before, the ones behind it move up. */
  private forget(dev: NetDevice): void {
    this.segmentOf(dev)?.unplug(dev);
    this.plugged.delete(dev);
    if (this.rec.recording) return;
    this.devices.splice(this.devices.indexOf(dev), 1);
    this.devices.forEach((other, index) => {
      other.id = index;
    });
  }

  /** A locally administered unicast address. */
  private localMac(): string {
    const octets = [(this.random() & 0xfc) | 0x02, ...Array.from({ length: 5 }, () => this.random() & 0xff)];
    return octets.map((octet) => octet.toString(16).padStart(2, '0')).join(':');
  }
}
