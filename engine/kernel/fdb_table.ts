// The forwarding entries of a namespace's bridges and tunnels. An entry of a tunnel may name several remote hosts: the first has the
// entry's own key, the others stand behind it (struct vxlan_fdb and its list of vxlan_rdst).
import type { FdbRow } from '../trace/rows.ts';
import { formatIpv4, type Ipv4Address } from '../wire/address.ts';
import { RowTable } from './row_table.ts';

const REMOTE = ' dst ';

/** Key of a further host of an entry. */
export function remoteKey(key: string, dst: Ipv4Address): string {
  return `${key}${REMOTE}${formatIpv4(dst)}`;
}

export class FdbTable extends RowTable<'fdb'> {
  /** Keys of the further hosts of entries that have some, in the order they came. */
  private readonly further = new Map<string, Set<string>>();

  override set(key: string, row: FdbRow): void {
    super.set(key, row);
    const at = key.indexOf(REMOTE);
    if (at < 0) return;
    const entry = key.slice(0, at);
    const keys = this.further.get(entry);
    if (keys) keys.add(key);
    else this.further.set(entry, new Set([key]));
  }

  override delete(key: string): void {
    super.delete(key);
    const at = key.indexOf(REMOTE);
    if (at < 0) return;
    const keys = this.further.get(key.slice(0, at));
    keys?.delete(key);
    if (keys?.size === 0) this.further.delete(key.slice(0, at));
  }

  /** Keys of the further hosts of an entry. */
  remotes(key: string): readonly string[] {
    return [...(this.further.get(key) ?? [])];
  }
}
