// extensions/libxt_tcp.c, libxt_sctp.c: how the older matches read ports, and options of which there may be one.
import { servicePort } from '../parse/services.ts';
import { strtoui, textOf } from '../parse/xtoptions.ts';
import { type Option, OptionError } from '../types.ts';
import type { PortRange } from './ports.ts';

/** xtables_parse_port */
export function parsePort(text: string, named = servicePort): number {
  const port = strtoui(text, 0, 65535) ?? named(text);
  if (port === undefined) throw new OptionError(`invalid port/service \`${text}' specified`);
  return port;
}

/** `80`, `1024:`, `:1023`. */
export function parsePorts(option: Option, named = servicePort): PortRange {
  const [first = '', last] = textOf(option).split(/:(.*)/s);
  const low = last === undefined || first !== '' ? parsePort(first, named) : 0;
  const high = last === undefined ? low : last === '' ? 65535 : parsePort(last, named);
  if (low > high) throw new OptionError('invalid portrange (min > max)');
  return { low, high, inverted: option.inverted };
}

/** An option that may stand once. */
export function only(options: readonly Option[], complaint: string, ...names: string[]): Option | undefined {
  const found = options.filter(({ name }) => names.includes(name));
  if (found.length > 1) throw new OptionError(complaint);
  return found[0];
}
