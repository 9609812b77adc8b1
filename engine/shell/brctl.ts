// bridge-utils brctl: bridges as they were made before iproute2.
import type { NetDevice } from '../kernel/core/netdevice.ts';
import type { Request } from '../uapi/request.ts';
import { MAC_ZERO } from '../wire/address.ts';
import { Exit, type Site, type Tool, unsupported } from './tool.ts';

interface Subcommand {
  readonly arguments: number;
  readonly help: string;
  readonly run: ((words: readonly string[], site: Site) => void) | null;
}

const COMMANDS: Readonly<Record<string, Subcommand>> = {
  addbr: { arguments: 1, help: '<bridge>\t\tadd bridge', run: addbr },
  delbr: { arguments: 1, help: '<bridge>\t\tdelete bridge', run: delbr },
  addif: { arguments: 2, help: '<bridge> <device>\tadd interface to bridge', run: addif },
  delif: { arguments: 2, help: '<bridge> <device>\tdelete interface from bridge', run: delif },
  hairpin: { arguments: 3, help: '<bridge> <port> {on|off}\tturn hairpin on/off', run: hairpin },
  setageing: { arguments: 2, help: '<bridge> <time>\t\tset ageing time', run: setageing },
  setbridgeprio: { arguments: 2, help: '<bridge> <prio>\t\tset bridge priority', run: null },
  setfd: { arguments: 2, help: '<bridge> <time>\t\tset bridge forward delay', run: null },
  sethello: { arguments: 2, help: '<bridge> <time>\t\tset hello time', run: null },
  setmaxage: { arguments: 2, help: '<bridge> <time>\t\tset max message age', run: null },
  setpathcost: { arguments: 3, help: '<bridge> <port> <cost>\tset path cost', run: null },
  setportprio: { arguments: 3, help: '<bridge> <port> <prio>\tset port priority', run: null },
  show: { arguments: 0, help: '[ <bridge> ]\t\tshow a list of bridges', run: show },
  showmacs: { arguments: 1, help: '<bridge>\t\tshow a list of mac addrs', run: showmacs },
  showstp: { arguments: 1, help: '<bridge>\t\tshow bridge stp info', run: null },
  stp: { arguments: 2, help: '<bridge> {on|off}\tturn stp on/off', run: stp },
};

const USAGE = [
  'Usage: brctl [commands]',
  'commands:',
  ...Object.entries(COMMANDS).map(([name, { help }]) => `\t${name.padEnd(10)}\t${help}`),
].join('\n');

export const brctl: Tool = ([name, ...words], site) => {
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    if (name !== undefined) site.err(`never heard of command [${name}]`);
    site.out(USAGE);
    return 1;
  }
  if (words.length < command.arguments) {
    site.out(`Incorrect number of arguments for command\nUsage: brctl ${name} ${command.help}`);
    return 1;
  }
  if (!command.run) unsupported(`brctl ${name}`);
  command.run(words, site);
  return 0;
};

const complain = (message: string) => new Exit(1, message);

/** The kernel's answer as strerror has it. */
function refusalOf(site: Site, request: Request): string | null {
  const refusal = site.world.request(site.namespace, request);
  return refusal === null ? null : refusal.replace(/^RTNETLINK answers: |^Error: /, '');
}

function addbr([name = '']: readonly string[], site: Site): void {
  if (site.net.device(name))
    throw complain(`device ${name} already exists; can't create bridge with the same name`);
  const given = { name, ifindex: null, mac: null, mtu: null };
  const refused = refusalOf(site, { do: 'link.add', ...given, type: { kind: 'bridge' } });
  if (refused !== null) throw complain(`add bridge failed: ${refused}`);
}

function delbr([name = '']: readonly string[], site: Site): void {
  const dev = site.net.device(name);
  if (!dev) throw complain(`bridge ${name} doesn't exist; can't delete it`);
  if (dev.type.kind !== 'bridge') throw complain(`can't delete bridge ${name}: Operation not permitted`);
  if (dev.up) throw complain(`bridge ${name} is still up; can't delete it`);
  refusalOf(site, { do: 'link.del', name });
}

function bothThere([bridge = '', port = '']: readonly string[], site: Site): NetDevice {
  const dev = site.net.device(port);
  if (!dev) throw complain(`interface ${port} does not exist!`);
  if (!site.net.device(bridge)) throw complain(`bridge ${bridge} does not exist!`);
  return dev;
}

function addif(words: readonly string[], site: Site): void {
  const [bridge = ''] = words;
  for (const port of words.slice(1)) {
    const dev = bothThere([bridge, port], site);
    if (dev.master)
      throw complain(`device ${port} is already a member of a bridge; can't add it to bridge ${bridge}.`);
    const refused = refusalOf(site, { do: 'link.set', name: port, changes: { master: bridge } });
    if (refused !== null) throw complain(`can't add ${port} to bridge ${bridge}: ${refused}`);
  }
}

function delif(words: readonly string[], site: Site): void {
  const [bridge = ''] = words;
  for (const port of words.slice(1)) {
    const dev = bothThere([bridge, port], site);
    if (dev.master?.name !== bridge) throw complain(`device ${port} is not a port of ${bridge}`);
    refusalOf(site, { do: 'link.set', name: port, changes: { master: null } });
  }
}

function onOff(word: string): boolean {
  if (['on', 'yes', '1'].includes(word)) return true;
  if (['off', 'no', '0'].includes(word)) return false;
  throw complain('expect on/off for argument');
}

function hairpin(words: readonly string[], site: Site): void {
  const [bridge = '', port = '', word = ''] = words;
  const on = onOff(word);
  if (bothThere(words, site).master?.name !== bridge)
    throw complain(`can't set ${port} to hairpin on bridge ${bridge}: No such file or directory`);
  refusalOf(site, { do: 'link.set', name: port, changes: { hairpin: on } });
}

function setageing([name = '', text = '']: readonly string[], site: Site): void {
  if (!/^\d{1,9}(?:\.\d+)?$/.test(text)) throw complain('bad ageing time value');
  if (site.net.device(name)?.type.kind !== 'bridge') throw complain('set ageing time failed: No such device');
  refusalOf(site, { do: 'bridge.set', name, ageing: Number(text) * 1_000_000 });
}

function stp([name = '', word = '']: readonly string[], site: Site): void {
  const on = onOff(word);
  if (site.net.device(name)?.type.kind !== 'bridge') throw complain('set stp status failed: No such device');
  refusalOf(site, { do: 'bridge.set', name, stp: on });
}

const HEAD = 'bridge name\tbridge id\t\tSTP enabled\tinterfaces';

function show(words: readonly string[], site: Site): void {
  const all = [...site.net.devices.values()].filter(({ type }) => type.kind === 'bridge');
  const names = words.length > 0 ? words : all.map(({ name }) => name).sort();
  let headed = false;
  for (const name of names) {
    const dev = site.net.device(name);
    if (!dev) throw complain(`bridge ${name} does not exist!`);
    if (dev.type.kind !== 'bridge') throw complain(`device ${name} is not a bridge!`);
    if (!headed) site.out(HEAD);
    headed = true;
    site.out(bridgeText(dev));
  }
}

function bridgeText({ name, mac, type }: NetDevice): string {
  if (type.kind !== 'bridge') return '';
  const id = (type.selected ? mac : MAC_ZERO).replaceAll(':', '');
  const ports = type.ports.map((port) => port.name).sort();
  return `${name}\t\t8000.${id}\t${type.stp ? 'yes' : 'no'}\t\t${ports.join(`\n${'\t'.repeat(7)}`)}`;
}

function showmacs([name = '']: readonly string[], site: Site): void {
  if (site.net.device(name)?.type.kind !== 'bridge')
    throw complain('read of forward table failed: No such device');
  const rows = [...site.net.fdb.values()].filter((row) => row.master === name && row.dev !== name);
  site.out('port no\tmac addr\t\tis local?\tageing timer');
  for (const row of rows.sort((a, b) => (a.mac < b.mac ? -1 : 1))) {
    const port = site.net.device(row.dev)?.portNo ?? 0;
    const age = row.permanent || row.static ? 0 : (site.world.now - row.updated) / 1_000_000;
    const timer = age.toFixed(2).padStart(7);
    site.out(`${String(port).padStart(3)}\t${row.mac}\t${row.permanent ? 'yes' : 'no'}\t\t${timer}`);
  }
}
