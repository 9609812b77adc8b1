// include/uapi/linux/netfilter/ipset/ip_set.h enum ipset_cmd: what can be asked of the sets of a namespace.
import type { Asked, SetOptions } from './types.ts';

export type IpsetRequest =
  | {
      readonly do: 'ipset.create';
      readonly set: string;
      readonly type: string;
      readonly options: SetOptions;
      /** -exist: the same set again is no error. */
      readonly exist: boolean;
    }
  | {
      readonly do: 'ipset.add' | 'ipset.del';
      readonly set: string;
      readonly asked: Asked;
      readonly exist: boolean;
    }
  /** null: all sets. */
  | { readonly do: 'ipset.flush' | 'ipset.destroy'; readonly set: string | null }
  | { readonly do: 'ipset.rename' | 'ipset.swap'; readonly set: string; readonly other: string };
