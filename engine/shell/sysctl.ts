// procps sysctl: switches read and written by name.
import type { Net } from '../kernel/net_namespace.ts';
import { deviceOf } from '../kernel/sysctl.ts';
import { ask, Exit, type Site, type Tool } from './tool.ts';

/** Switches Linux has, with their defaults, which change nothing in this engine. */
const WITHOUT_EFFECT: Readonly<Record<string, number>> = {
  'net.bridge.bridge-nf-call-arptables': 1,
  'net.bridge.bridge-nf-call-ip6tables': 1,
  'net.ipv6.conf.all.disable_ipv6': 0,
  'net.ipv6.conf.default.disable_ipv6': 0,
  'net.ipv6.conf.all.forwarding': 0,
};

const CONF_WITHOUT_EFFECT: Readonly<Record<string, number>> = {
  arp_announce: 0,
  arp_notify: 0,
  log_martians: 0,
  secure_redirects: 1,
  src_valid_mark: 0,
};

/** `net/ipv4/conf/eth0.1/rp_filter` and `net.ipv4.ip_forward`: whichever separator comes first is the one. */
export function sysctlName(text: string): string {
  return /^[^./]*\//.test(text) ? text.replaceAll('/', '.') : text;
}

/** net.ipv4.conf.all.forwarding is the same switch as net.ipv4.ip_forward. */
const ownName = (name: string) =>
  /^net\.ipv4\.conf\.(all|default)\.forwarding$/.test(name) ? 'net.ipv4.ip_forward' : name;

/** The value of a switch; undefined when there is none of that name. */
export function readSysctl(net: Net, asked: string): number | undefined {
  const name = ownName(asked);
  const dev = deviceOf(name);
  if (dev !== undefined && !['all', 'default'].includes(dev) && !net.device(dev)) return undefined;
  const known = net.sysctl.read(name);
  if (known !== undefined) return known;
  if (dev === undefined || !name.startsWith('net.ipv4.conf.')) return WITHOUT_EFFECT[name];
  return CONF_WITHOUT_EFFECT[name.slice(name.lastIndexOf('.') + 1)];
}

/** False: that is no value for it. */
export function writeSysctl(site: Site, name: string, text: string): boolean {
  if (!/^-?\d{1,9}$/.test(text)) return false;
  ask(site, { do: 'sysctl.set', name: ownName(name), value: Number(text) });
  return true;
}

const USAGE = `sysctl: no variables specified
Try \`sysctl --help' for more information.`;

interface Options {
  readonly flags: ReadonlySet<string>;
  readonly operands: readonly string[];
}

function optionsOf(words: readonly string[]): Options {
  const flags = new Set<string>();
  const operands: string[] = [];
  for (const word of words) {
    if (/^-[a-zA-Z]/.test(word)) for (const flag of word.slice(1)) flags.add(flag);
    else operands.push(word);
  }
  const unknown = [...flags].find((flag) => !'wneqN'.includes(flag));
  if (unknown !== undefined) throw new Exit(1, `sysctl: option -${unknown} is not supported here`);
  if (operands.length === 0) throw new Exit(1, USAGE);
  return { flags, operands };
}

export const sysctl: Tool = (words, site) => {
  const { flags, operands } = optionsOf(words);
  const worked = operands.map((operand) => one(operand, flags, site));
  return worked.every((each) => each) ? 0 : 1;
};

function one(operand: string, flags: ReadonlySet<string>, site: Site): boolean {
  const equals = operand.indexOf('=');
  const given = equals < 0 ? operand : operand.slice(0, equals);
  if ((equals < 0 && flags.has('w')) || given === '') {
    site.err('sysctl: command line(0): invalid syntax, continuing...');
    return false;
  }
  const name = sysctlName(given);
  const value = readSysctl(site.net, name);
  if (value === undefined) {
    if (flags.has('e')) return true;
    site.err(`sysctl: cannot stat /proc/sys/${name.replaceAll('.', '/')}: No such file or directory`);
    return false;
  }
  const written = equals < 0 ? null : operand.slice(equals + 1).trim();
  if (written !== null && !writeSysctl(site, name, written)) {
    site.err(`sysctl: setting key "${name}": Invalid argument`);
    return false;
  }
  if (written !== null && flags.has('q')) return true;
  const shown = written ?? String(value);
  site.out(flags.has('n') ? shown : flags.has('N') ? name : `${name} = ${shown}`);
  return true;
}
