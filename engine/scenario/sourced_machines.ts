// Machines of a source in a world: asleep until a packet or a person comes to them.
import type { Mesh as WrittenMesh } from '../cluster/cni/flannel.ts';
import { parseFdb } from '../shell/bridge_fdb.ts';
import { parseNeighbour } from '../shell/ip_neigh.ts';
import { parseRoute } from '../shell/ip_route.ts';
import type { Mesh, Ways } from '../uapi/mesh.ts';
import type { MacAddress } from '../wire/address.ts';
import type { Arp } from '../wire/arp.ts';
import type { Segment } from '../world/segment.ts';
import type { Sleepers } from '../world/sleepers.ts';
import type { World } from '../world/world.ts';
import { addMachine, CompileError, must, setUpDevices, setUpTables } from './machine.ts';
import type { MachineSource } from './machine_source.ts';

/** Nodes have the same mesh: its lines are read once. */
const READ = new WeakMap<WrittenMesh, Mesh>();

export class SourcedMachines implements Sleepers {
  private readonly world: World;
  private readonly source: MachineSource;
  private readonly latency: number;
  private readonly awake = new Set<string>();
  private podsAwake = 0;
  private readonly segments = new Map<string, Segment>();

  constructor(world: World, source: MachineSource, latency: number) {
    this.world = world;
    this.source = source;
    this.latency = latency;
  }

  get asleep(): { readonly machines: number; readonly pods: number } {
    const { names, pods } = this.source;
    return { machines: names.length - this.awake.size, pods: pods - this.podsAwake };
  }

  wakeFor(namespace: string): boolean {
    const machine = this.source.machineWith(namespace);
    if (machine === undefined || this.awake.has(machine)) return false;
    this.wake(machine);
    return true;
  }

  /** All that will ever be asked of a switch: who has an address, and who is at a MAC address. */
  rouse(to: MacAddress, asking: Arp | null): void {
    const owner = asking ? this.source.ownerOf(asking.tpa) : this.source.ownerOfMac(to);
    if (owner !== undefined && !this.awake.has(owner)) this.wake(owner);
  }

  nodes() {
    return this.source.summaries();
  }

  podsOn(node: string) {
    return this.source.podsOn(node);
  }

  wake(name: string): void {
    const machine = must(this.source.machine(name));
    const { world } = this;
    this.awake.add(name);
    const first = world.namespaces.length;
    world.rec.aside(() => {
      const sites = addMachine(world, name, machine.spec, machine.tables);
      setUpDevices(world, sites);
      this.plug(name);
      setUpTables(world, sites);
      const mesh = meshOf(machine.mesh);
      const { position } = machine;
      const refusal = world.request(sites[0]!.namespace, { do: 'mesh.share', mesh, position });
      if (refusal !== null) throw new CompileError(`machines.${name}`, refusal);
    });
    const built = world.namespaces.slice(first);
    this.podsAwake += built.length - 1;
    world.settled(built);
  }

  private plug(name: string): void {
    const { segment: segmentName, nic } = this.source.port(name);
    const { world } = this;
    const dev = world.namespaces.find(({ net }) => net.name === name)!.net.device(nic)!;
    const known = this.segments.get(segmentName) ?? world.segments.find((each) => each.name === segmentName);
    const segment = known ?? world.addSegment(segmentName, segmentName, this.latency);
    this.segments.set(segmentName, segment);
    segment.sleepers = this;
    world.plug(dev, segment);
  }
}

function meshOf(written: WrittenMesh): Mesh {
  const known = READ.get(written);
  if (known) return known;
  const read = (position: number): Ways => {
    const { routes, neigh, fdb } = written.lines(position);
    return {
      routes: routes.map((line) => must(parseRoute(line, 'routes'))),
      neigh: neigh.map((line) => must(parseNeighbour(line, 'neigh'))),
      fdb: fdb.map((line) => must(parseFdb(line, 'fdb'))),
    };
  };
  const mesh: Mesh = { subnets: written.subnets, ways: read };
  READ.set(written, mesh);
  return mesh;
}
