// A network being drawn up: namespaces, and the links that join them, before they are written as a scenario.
import type { ScenarioLink } from '../../scenario/schema.ts';
import type { Lots } from './lots.ts';

export interface Space {
  /** `m0` or `m0/n1`. */
  readonly name: string;
  readonly machine: string;
  /** null: the machine's own namespace. */
  readonly netns: string | null;
  readonly links: ScenarioLink[];
}

/** A device with an address in a subnet. */
export interface Member {
  readonly space: Space;
  readonly dev: string;
  readonly mac: string;
  readonly address: string;
  readonly length: number;
}

/** Devices that reach each other directly. */
export interface Subnet {
  /** `10.0.3` */
  readonly start: string;
  readonly mtu: number;
  readonly members: Member[];
}

export class Plan {
  readonly spaces: Space[] = [];
  readonly subnets: Subnet[] = [];
  /** NICs on the one segment, `MACHINE/NIC`. */
  readonly plugged: string[] = [];
  private macs = 0;
  private readonly lots: Lots;

  constructor(lots: Lots) {
    this.lots = lots;
  }

  addSpace(machine: string, netns: string | null): Space {
    const space = { name: netns === null ? machine : `${machine}/${netns}`, machine, netns, links: [] };
    this.spaces.push(space);
    return space;
  }

  addSubnet(): Subnet {
    const mtu = this.lots.weighted([
      [14, 1500],
      [3, 1400],
      [2, 600],
    ]);
    const subnet = { start: `10.0.${this.subnets.length}`, mtu, members: [] };
    this.subnets.push(subnet);
    return subnet;
  }

  mac(): string {
    const number = this.macs++;
    return `02:00:00:00:${(number >> 8).toString(16).padStart(2, '0')}:${(number & 0xff).toString(16).padStart(2, '0')}`;
  }

  /** Adds a link; in a subnet it gets an address there (mostly), and a MAC in any case. */
  addLink(space: Space, link: ScenarioLink, subnet: Subnet | null): void {
    const mac = this.mac();
    const ifindex = space.links.length + 2;
    const full = { ...link, mac, ifindex };
    if (!subnet || this.lots.chance(4)) {
      space.links.push(full);
      return;
    }
    const address = `${subnet.start}.${subnet.members.length + 1}`;
    const length = this.lots.weighted([
      [30, 24],
      [1, 25],
      [1, 32],
      [1, 23],
    ]);
    space.links.push({ ...full, addresses: [`${address}/${length}`] });
    subnet.members.push({ space, dev: link.name, mac, address, length });
  }
}
