// Every target extension this kernel has; ACCEPT, DROP, RETURN and jumps are no extensions.
import type { TargetExtension } from '../types.ts';
import { CLASSIFY } from './CLASSIFY.ts';
import { CONNMARK } from './CONNMARK.ts';
import { CT, NOTRACK } from './CT.ts';
import { DNAT } from './DNAT.ts';
import { DSCP } from './DSCP.ts';
import { LOG } from './LOG.ts';
import { MARK } from './MARK.ts';
import { MASQUERADE } from './MASQUERADE.ts';
import { NETMAP } from './NETMAP.ts';
import { REDIRECT } from './REDIRECT.ts';
import { REJECT } from './REJECT.ts';
import { SET } from './SET.ts';
import { SNAT } from './SNAT.ts';
import { TCPMSS } from './TCPMSS.ts';
import { TOS } from './TOS.ts';
import { TRACE } from './TRACE.ts';
import { TTL } from './TTL.ts';

export const TARGETS: Readonly<Record<string, TargetExtension<unknown>>> = {
  CLASSIFY,
  CONNMARK,
  CT,
  DNAT,
  DSCP,
  LOG,
  MARK,
  MASQUERADE,
  NETMAP,
  NOTRACK,
  REDIRECT,
  REJECT,
  SET,
  SNAT,
  TCPMSS,
  TOS,
  TRACE,
  TTL,
};
