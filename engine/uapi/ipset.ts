// ipset lib/errcode.c: what the kernel answers about sets, in the words of `ipset`.
import { nfnl_ipset } from '../kernel/ipset/ip_set_core.ts';
import type { IpsetRequest } from '../kernel/ipset/request.ts';
import type { IpsetErrno } from '../kernel/ipset/types.ts';
import type { Net } from '../kernel/net_namespace.ts';
import type { Refusal } from './request.ts';

type Command = IpsetRequest['do'];

const ANY_COMMAND: Readonly<Record<IpsetErrno, string>> = {
  ENOENT: 'The set with the given name does not exist',
  EINVAL: 'Kernel error received: Invalid argument',
  FIND_TYPE: 'Kernel error received: set type not supported',
  EXIST: 'Set cannot be created: set with the same name already exists',
  EXIST_SETNAME2: 'Sets cannot be swapped: the second set does not exist',
  TYPE_MISMATCH: 'The sets cannot be swapped: their type does not match',
  BUSY: 'Set cannot be destroyed: it is in use by a kernel component',
  REFERENCED: 'Set cannot be renamed: it is in use by another system',
  INVALID_PROTO: 'Invalid protocol specified',
  INVALID_CIDR: 'The value of the CIDR parameter of the IP address is invalid',
  TIMEOUT: 'Timeout cannot be used: set was created without timeout support',
  COUNTER: 'Packet/byte counters cannot be used: set was created without counter support',
  COMMENT: 'Comment cannot be used: set was created without comment support',
  HASH_FULL: 'Hash is full, cannot add more elements',
  HASH_ELEM: 'Null-valued element, cannot be stored in a hash type of set',
  HASH_RANGE: 'Invalid range, covers the whole address space',
  BITMAP_RANGE: 'Element is out of the range of the set',
  BITMAP_RANGE_SIZE: 'The range you specified exceeds the size limit of the set type',
  NAME: 'Set to be added/deleted/tested as element does not exist.',
  LOOP: 'Sets with list:set type cannot be added to the set.',
  NAMEREF: "The set to which you referred with 'before' or 'after' does not exist.",
  REF_EXIST: "The set to which you referred with 'before' or 'after' is not added to the set.",
};

/** The same number means another thing in another command. */
const IN_COMMAND: Readonly<Partial<Record<Command, Readonly<Partial<Record<IpsetErrno, string>>>>>> = {
  'ipset.add': { EXIST: "Element cannot be added to the set: it's already added" },
  'ipset.del': { EXIST: "Element cannot be deleted from the set: it's not added" },
  'ipset.rename': { EXIST_SETNAME2: 'Set cannot be renamed: a set with the new name already exists' },
};

export function applyIpset(net: Net, request: IpsetRequest): Refusal {
  const error = nfnl_ipset(net, request);
  return error && (IN_COMMAND[request.do]?.[error] ?? ANY_COMMAND[error]);
}
