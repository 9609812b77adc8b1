// Every type of set this kernel has.
import { bitmap_ip } from './ip_set_bitmap_ip.ts';
import { bitmap_port } from './ip_set_bitmap_port.ts';
import { hash_ip } from './ip_set_hash_ip.ts';
import { hash_ipport } from './ip_set_hash_ipport.ts';
import { hash_ipportip } from './ip_set_hash_ipportip.ts';
import { hash_ipportnet } from './ip_set_hash_ipportnet.ts';
import { hash_net } from './ip_set_hash_net.ts';
import { hash_netport } from './ip_set_hash_netport.ts';
import { list_set } from './ip_set_list_set.ts';
import type { SetType } from './types.ts';

const SET_TYPES: readonly SetType[] = [
  hash_ip,
  hash_net,
  hash_ipport,
  hash_netport,
  hash_ipportip,
  hash_ipportnet,
  bitmap_port,
  bitmap_ip,
  list_set,
];

const BY_NAME: ReadonlyMap<string, SetType> = new Map(SET_TYPES.map((type) => [type.name, type]));

/** find_set_type */
export const find_set_type = (name: string): SetType | undefined => BY_NAME.get(name);
