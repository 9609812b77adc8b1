// iproute2 bridge/link.c: ports of bridges, and their flags.
import type { NetDevice } from '../../kernel/core/netdevice.ts';
import { deviceNamed, devicesOf, rowOf } from '../ip/device.ts';
import { EXIT_USAGE, matches, type Words } from '../ip/words.ts';
import { flagsOf, nameWithPeer } from '../ip_link.ts';
import { ask, Exit, type Site, unsupported } from '../tool.ts';

const FLAGS = ['hairpin', 'learning', 'flood'] as const;
const OTHERS = [
  'cost',
  'priority',
  'state',
  'guard',
  'fastleave',
  'root_block',
  'mcast_flood',
  'bcast_flood',
  'isolated',
  'locked',
];

/** EINVAL as the shell sees it. */
const EXIT_INVALID = 234;

export function bridgeLink(words: Words, site: Site, details: boolean): number {
  const { word } = words;
  words.skip();
  if (matches(word, 'set', 'change')) return set(words, site);
  if (matches(word ?? 'show', 'show', 'lst', 'list')) return show(words, site, details);
  throw new Exit(EXIT_USAGE, `Command "${word}" is unknown, try "bridge link help".`);
}

function set(words: Words, site: Site): number {
  const changes: { [K in (typeof FLAGS)[number]]?: boolean } = {};
  let name: string | undefined;
  for (; words.word !== undefined; words.skip()) {
    const { word } = words;
    const flag = FLAGS.find((each) => each === word);
    if (word === 'dev') name = words.value();
    else if (flag) changes[flag] = onOff(flag, words.value());
    else if (OTHERS.includes(word)) unsupported(`bridge link set ${word}`);
    else if (word !== 'self' && word !== 'master')
      throw new Exit(
        EXIT_USAGE,
        'Usage: bridge link set dev DEV [ cost COST ] [ priority PRIO ] [ state STATE ]',
      );
  }
  if (name === undefined) throw new Exit(EXIT_USAGE, 'Device is a required argument.');
  if (!site.net.device(name)) throw new Exit(EXIT_USAGE, `Cannot find bridge device "${name}"`);
  ask(site, { do: 'link.set', name, changes }, EXIT_USAGE);
  return 0;
}

/** parse_on_off */
function onOff(key: string, word: string): boolean {
  if (word !== 'on' && word !== 'off')
    throw new Exit(EXIT_INVALID, `Error: argument of "${key}" must be one of "off", "on", not "${word}"`);
  return word === 'on';
}

function show(words: Words, site: Site, details: boolean): number {
  let name: string | undefined;
  for (; words.word !== undefined; words.skip()) if (words.word === 'dev') name = words.value();
  if (name !== undefined) deviceNamed(site, name, EXIT_USAGE);
  for (const dev of devicesOf(site)) {
    if (!dev.master || (name !== undefined && dev.name !== name)) continue;
    site.out(portLine(dev, dev.master));
    if (details) site.out(flagLine(dev));
  }
  return 0;
}

function portLine(dev: NetDevice, bridge: NetDevice): string {
  const state = bridge.up && dev.up && dev.carrier ? 'forwarding' : 'disabled';
  const row = rowOf(dev);
  return `${dev.ifindex}: ${nameWithPeer(row)}: ${flagsOf(row)} mtu ${dev.mtu} master ${bridge.name} state ${state} priority 32 cost 2 `;
}

const onOrOff = (value: boolean) => (value ? 'on' : 'off');

function flagLine({ hairpin, learning, flood }: NetDevice): string {
  return `    hairpin ${onOrOff(hairpin)} guard off root_block off fastleave off learning ${onOrOff(learning)} flood ${onOrOff(flood)} mcast_flood on bcast_flood on mcast_router 1 mcast_to_unicast off neigh_suppress off vlan_tunnel off isolated off locked off `;
}
