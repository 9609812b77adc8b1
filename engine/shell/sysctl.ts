// procps sysctl: switches read and written by name.
import type { Net } from '../kernel/net_namespace.ts';
import { deviceOf, slashdot } from '../kernel/sysctl.ts';
import type { TableSet } from '../trace/rows.ts';
import type { PrintedLine } from './printed_line.ts';
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
const pathOf = (text: string) => (/[./]/.exec(text)?.[0] === '.' ? slashdot(text) : text);

/** The switch at a path below /proc/sys; none of those that devices have lies deeper. */
export function sysctlAt(path: string): string {
  const parts = path.split('/');
  return parts.length > 5 && /^net\/ipv4\/(conf|neigh)\//.test(path) ? '' : parts.join('.');
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
  const unknown = [...flags].find((flag) => !'wneqNa'.includes(flag));
  if (unknown !== undefined) throw new Exit(1, `sysctl: option -${unknown} is not supported here`);
  if (operands.length === 0 && !flags.has('a')) throw new Exit(1, USAGE);
  return { flags, operands };
}

const lineOf = (name: string, value: string, flags: ReadonlySet<string>) =>
  flags.has('n') ? value : flags.has('N') ? name : `${name} = ${value}`;

const OF_DEVICES = /\.(conf|neigh)\./;

/** `sysctl -a`, one half at a time: the namespace's own switches, or those that devices have. */
export function printSysctl(tables: Pick<TableSet, 'sysctl'>, ofDevices: boolean): PrintedLine[] {
  return [...tables.sysctl]
    .filter(([name]) => OF_DEVICES.test(name) === ofDevices)
    .map(([key, { value }]) => ({ key, text: `${key} = ${value}` }));
}

export const sysctl: Tool = (words, site) => {
  const { flags, operands } = optionsOf(words);
  if (flags.has('a')) {
    for (const [name, { value }] of site.net.switches()) site.out(lineOf(name, String(value), flags));
    return 0;
  }
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
  const path = pathOf(given);
  const name = sysctlAt(path);
  const value = readSysctl(site.net, name);
  if (value === undefined) {
    if (flags.has('e')) return true;
    site.err(`sysctl: cannot stat /proc/sys/${path}: No such file or directory`);
    return false;
  }
  const written = equals < 0 ? null : operand.slice(equals + 1).trim();
  if (written !== null && !writeSysctl(site, name, written)) {
    site.err(`sysctl: setting key "${slashdot(path)}": Invalid argument`);
    return false;
  }
  if (written !== null && flags.has('q')) return true;
  site.out(lineOf(slashdot(path), written ?? String(value), flags));
  return true;
}
