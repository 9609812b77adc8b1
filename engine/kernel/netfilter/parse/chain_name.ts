// iptables/xshared.c assert_valid_chain_name: what a user chain may be called.
import { TARGETS } from '../targets/index.ts';
import { OptionError } from '../types.ts';
import { XT_EXTENSION_MAXNAMELEN } from './rule_reader.ts';
import { UNSUPPORTED_TARGETS } from './unsupported.ts';

export function assertChainName(name: string): void {
  if (name.length >= XT_EXTENSION_MAXNAMELEN)
    throw new OptionError(`chain name \`${name}' too long (must be under ${XT_EXTENSION_MAXNAMELEN} chars)`);
  if (/^[-!]/.test(name)) throw new OptionError(`chain name not allowed to start with \`${name[0]}'`);
  if (/^(ACCEPT|DROP|RETURN)$/.test(name) || Object.hasOwn(TARGETS, name) || UNSUPPORTED_TARGETS.has(name))
    throw new OptionError('chain name may not clash with target name');
  if (/\s/.test(name)) throw new OptionError(`Invalid chain name \`${name}'`);
}
