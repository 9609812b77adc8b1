// Every target extension this kernel has; ACCEPT, DROP, RETURN and jumps are no extensions.
import type { TargetExtension } from '../types.ts';
import { DNAT } from './DNAT.ts';
import { MARK } from './MARK.ts';
import { MASQUERADE } from './MASQUERADE.ts';
import { REJECT } from './REJECT.ts';
import { SET } from './SET.ts';
import { SNAT } from './SNAT.ts';
import { TRACE } from './TRACE.ts';

export const TARGETS: Readonly<Record<string, TargetExtension<unknown>>> = {
  DNAT,
  MARK,
  MASQUERADE,
  REJECT,
  SET,
  SNAT,
  TRACE,
};
