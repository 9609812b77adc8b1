// net/netfilter/ipset/ip_set_core.c struct ip_set_net: the sets of a namespace, and how they look from outside.
import type { IpsetSetRow, Rows } from '../../trace/rows.ts';
import type { Net } from '../net_namespace.ts';
import { RowTable } from '../row_table.ts';
import { headerOf, octetsOf } from './ip_set_head.ts';
import type { IpSet, Member } from './types.ts';

const memberKey = (set: IpSet, { row }: Member) => `${set.name} ${row.element}`;

export class IpSets {
  private readonly net: Net;
  private readonly rows: RowTable<'ipset'>;
  private readonly byName = new Map<string, IpSet>();

  constructor(net: Net) {
    this.net = net;
    this.rows = new RowTable(net.env.rec, net.id, 'ipset');
  }

  find(name: string): IpSet | undefined {
    return this.byName.get(name);
  }

  all(): IpSet[] {
    return [...this.byName.values()];
  }

  /** find_free_id: the first place in the array that nobody has. */
  freeIndex(): number {
    const taken = new Set(this.all().map(({ index }) => index));
    let index = 0;
    while (taken.has(index)) index++;
    return index;
  }

  /** Makes a set, with what is in it, known by its name. */
  put(set: IpSet): void {
    this.byName.set(set.name, set);
    this.rows.set(set.name, this.rowOf(set));
    for (const member of set.members.values()) this.write(set, member);
  }

  /** Forgets a name; what was in the set stays in it. */
  take(set: IpSet): void {
    for (const member of set.members.values()) this.erase(set, member);
    this.rows.delete(set.name);
    this.byName.delete(set.name);
  }

  write(set: IpSet, member: Member): void {
    this.rows.set(memberKey(set, member), member.row);
  }

  erase(set: IpSet, member: Member): void {
    this.rows.delete(memberKey(set, member));
  }

  /** How often rules and lists name each set: such sets can be neither destroyed nor renamed. */
  references(): Map<string, number> {
    const references = this.net.xtables.setReferences();
    for (const { type, members } of this.all())
      if (type.store === 'list')
        for (const name of members.keys()) references.set(name, (references.get(name) ?? 0) + 1);
    return references;
  }

  snapshot(): Map<string, Rows['ipset']> {
    return this.hold()();
  }

  /** The rows as they stand, whenever they are asked for. */
  hold(): () => Map<string, Rows['ipset']> {
    const held = this.rows.hold();
    return () => this.withReferences(held());
  }

  private withReferences(rows: Map<string, Rows['ipset']>): Map<string, Rows['ipset']> {
    if (rows.size === 0) return rows;
    for (const [name, references] of this.references()) {
      const row = rows.get(name);
      if (row?.kind === 'set') rows.set(name, { ...row, references });
    }
    return rows;
  }

  private rowOf(set: IpSet): IpsetSetRow {
    const { name, index, type } = set;
    const { name: typeName, revision } = type;
    return {
      kind: 'set',
      name,
      type: typeName,
      revision,
      header: headerOf(set),
      octets: octetsOf(set),
      index,
      references: 0,
    };
  }
}
