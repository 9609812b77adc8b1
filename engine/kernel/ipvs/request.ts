// include/uapi/linux/ip_vs.h enum ip_vs_genl_cmd: what can be asked of the virtual services of a namespace.
import type { Ipv4Address } from '../../wire/address.ts';
import type { ServiceId } from './types.ts';

interface DestId {
  readonly service: ServiceId;
  readonly address: Ipv4Address;
  readonly port: number;
}

export type IpvsRequest =
  | {
      readonly do: 'ipvs.add-service' | 'ipvs.edit-service';
      readonly service: ServiceId;
      readonly scheduler: string;
      /** Seconds; null: not persistent. */
      readonly persistent: number | null;
      readonly netmask: Ipv4Address;
    }
  | { readonly do: 'ipvs.del-service'; readonly service: ServiceId }
  | ({ readonly do: 'ipvs.add-dest' | 'ipvs.edit-dest'; readonly weight: number } & DestId)
  | ({ readonly do: 'ipvs.del-dest' } & DestId)
  /** Everything goes: `ipvsadm -C`. */
  | { readonly do: 'ipvs.flush' };

export type IpvsErrno = 'EEXIST' | 'ESRCH' | 'ENOENT';
