// libxtables/xtables.c xtables_parse_interface: what a device may be called.
import { OptionError, type RuleHead } from '../types.ts';

/** One more than a name may have characters. */
const IFNAMSIZ = 16;

/** A name that fits, with a word about characters that no device has. */
export function interfaceName(name: string, head: RuleHead): string {
  if (name.length + 1 > IFNAMSIZ)
    throw new OptionError(`interface name \`${name}' must be shorter than IFNAMSIZ (${IFNAMSIZ - 1})`);
  if (/[/\s]/.test(name))
    head.note(
      `Warning: weird character in interface \`${name}' ('/' and ' ' are not allowed by the kernel).`,
    );
  return name;
}
