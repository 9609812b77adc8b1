// iproute2 ip/iplink.c: devices are shown, changed and taken away.
import type { NetDevice } from '../../kernel/core/netdevice.ts';
import type { LinkChanges } from '../../uapi/request.ts';
import { briefLine, flagsOf, headline, shortHardware } from '../ip_link.ts';
import { ask, Exit, findNetns, type Site, unsupported } from '../tool.ts';
import { deviceNamed, devicesOf, linkLines, rowOf, shownDevice } from './device.ts';
import type { IpObject, IpOptions } from './index.ts';
import { addLink } from './link_add.ts';
import { EXIT_USAGE, garbage, lladdrOf, matches, unsigned, type Words, wrong } from './words.ts';

export const ipLink: IpObject = (words, site, options) => {
  const { word } = words;
  words.skip();
  if (word === undefined) return show(words, site, options);
  if (matches(word, 'add')) return addLink(words, site);
  if (matches(word, 'set', 'change')) return set(words, site);
  if (matches(word, 'replace')) unsupported('ip link replace');
  if (matches(word, 'delete')) return remove(words, site);
  if (matches(word, 'show', 'lst', 'list')) return show(words, site, options);
  throw new Exit(EXIT_USAGE, `Command "${word}" is unknown, try "ip link help".`);
};

const NO_DEVICE = 'Not enough information: "dev" argument is required.';

/** check_ifname */
export function ifname(word: string): string {
  return /^[^/\s]+$/.test(word) ? word : wrong('"dev" not a valid ifname', word);
}

function remove(words: Words, site: Site): number {
  let name: string | undefined;
  for (; words.word !== undefined; words.skip()) {
    if (words.word === 'type') {
      words.value();
      continue;
    }
    const word = words.word === 'dev' ? words.value() : words.word;
    if (name !== undefined) garbage('dev', word);
    name = ifname(word);
  }
  if (name === undefined) throw new Exit(EXIT_USAGE, NO_DEVICE);
  deviceNamed(site, name);
  ask(site, { do: 'link.del', name });
  return 0;
}

type Draft = { -readonly [K in keyof LinkChanges]: LinkChanges[K] };

function set(words: Words, site: Site): number {
  const changes: Draft = {};
  let name: string | undefined;
  for (; words.word !== undefined; words.skip()) {
    if (words.word === 'type') {
      words.skip();
      slaveType(words, changes);
      break;
    }
    if (readChange(words, site, changes)) continue;
    const word = words.word === 'dev' ? words.value() : words.word;
    if (name !== undefined) garbage('dev', word);
    name = ifname(word);
  }
  if (name === undefined) throw new Exit(EXIT_USAGE, NO_DEVICE);
  deviceNamed(site, name);
  if (Object.keys(changes).length > 0) ask(site, { do: 'link.set', name, changes });
  return 0;
}

/** iplink_parse; false: the word is none of its. */
function readChange(words: Words, site: Site, changes: Draft): boolean {
  const word = words.word!;
  if (word === 'up' || word === 'down') changes.up = word === 'up';
  else if (word === 'name') changes.name = ifname(words.value());
  else if (word === 'mtu') changes.mtu = mtuOf(words.value());
  else if (matches(word, 'address') && word.length > 1) changes.mac = lladdrOf(words.value());
  else if (word === 'master') changes.master = masterOf(words.value(), site);
  else if (word === 'nomaster') changes.master = null;
  else if (word === 'netns') changes.netns = netnsOf(words.value(), site);
  else if (['arp', 'multicast', 'promisc', 'allmulticast', 'alias', 'group', 'txqueuelen'].includes(word))
    unsupported(`ip link set ${word}`);
  else return false;
  return true;
}

export function mtuOf(word: string): number {
  return unsigned(word) ?? wrong('Invalid "mtu" value\n', word);
}

export function masterOf(word: string, site: Site): string {
  return site.net.device(word) ? word : wrong('Device does not exist\n', word);
}

export function netnsOf(word: string, site: Site): number {
  return findNetns(site, word)?.net.id ?? wrong('Invalid "netns" value\n', word);
}

/** ip/iplink_bridge_slave.c; bridges themselves are set by brctl. */
function slaveType(words: Words, changes: Draft): void {
  const { word } = words;
  if (word !== 'bridge_slave') unsupported(`ip link set type ${word ?? ''}`.trim());
  for (words.skip(); words.word !== undefined; words.skip()) {
    const flag = words.word;
    if (flag !== 'hairpin' && flag !== 'learning' && flag !== 'flood')
      unsupported(`ip link set type bridge_slave ${flag}`);
    changes[flag] = onOff(words.value(), flag);
  }
}

function onOff(word: string, key: string): boolean {
  if (word !== 'on' && word !== 'off') wrong(`Error: argument of "${key}" must be "on" or "off"`, word);
  return word === 'on';
}

const KINDS = ['veth', 'bridge', 'vxlan'];

interface Shown {
  readonly dev: NetDevice | null;
  readonly wanted: (dev: NetDevice) => boolean;
}

function selection(words: Words, site: Site): Shown {
  let dev: NetDevice | null = null;
  const tests: ((each: NetDevice) => boolean)[] = [];
  for (; words.word !== undefined; words.skip()) {
    if (words.word === 'up') tests.push((each) => each.up);
    else if (words.word === 'master') {
      const master = masterOf(words.value(), site);
      tests.push((each) => each.master?.name === master);
    } else if (words.word === 'type') {
      const kind = words.value();
      tests.push((each) => each.type.kind === kind && KINDS.includes(kind));
    } else {
      const name = words.word === 'dev' ? words.value() : words.word;
      if (dev !== null) garbage('dev', name);
      dev = shownDevice(site, name);
    }
  }
  return { dev, wanted: (each) => (dev === null || each === dev) && tests.every((test) => test(each)) };
}

function show(words: Words, site: Site, options: IpOptions): number {
  const { wanted } = selection(words, site);
  for (const dev of devicesOf(site).filter(wanted)) {
    const row = rowOf(dev);
    if (options.brief) site.out(briefLine(row, `${shortHardware(row)} ${flagsOf(row, false)}`));
    else {
      const text = `${headline(row, true)}\n${linkLines(dev, options, true)}`;
      site.out(options.oneline ? text.replaceAll('\n', '\\') : text);
    }
  }
  return 0;
}
