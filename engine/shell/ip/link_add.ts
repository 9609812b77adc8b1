// iproute2 ip/iplink.c, iplink_vxlan.c, link_veth.c: `ip link add`.
import type { LinkRequest } from '../../uapi/request.ts';
import { ask, Exit, type Site, unsupported } from '../tool.ts';
import { deviceNamed } from './device.ts';
import { ifname, masterOf, mtuOf, netnsOf } from './link.ts';
import {
  addressOf,
  duplicate,
  EXIT_USAGE,
  garbage,
  lladdrOf,
  matches,
  unsigned,
  type Words,
  wrong,
} from './words.ts';

/** What can be said of a device before its type. */
interface Head {
  name: string | undefined;
  ifindex: number | null;
  mac: string | null;
  mtu: number | null;
  netns: number | null;
  master: string | null;
}

const emptyHead = (): Head => ({
  name: undefined,
  ifindex: null,
  mac: null,
  mtu: null,
  netns: null,
  master: null,
});

/** Reads up to `type` or the end. */
function readHead(words: Words, site: Site): Head {
  const head = emptyHead();
  for (; words.word !== undefined && !(matches(words.word, 'type') && words.word !== ''); words.skip()) {
    const { word } = words;
    if (word === 'name') head.name = ifname(words.value());
    else if (word === 'index') head.ifindex = numberOf(words.value(), 'Invalid "index" value');
    else if (word === 'mtu') head.mtu = mtuOf(words.value());
    else if (matches(word, 'address') && word.length > 1) head.mac = lladdrOf(words.value());
    else if (word === 'master') head.master = masterOf(words.value(), site);
    else if (word === 'netns') head.netns = netnsOf(words.value(), site);
    else if (word === 'up' || word === 'link' || word === 'txqueuelen') unsupported(`ip link add ${word}`);
    else {
      const name = word === 'dev' ? words.value() : word;
      if (head.name !== undefined) garbage('dev', name);
      head.name = ifname(name);
    }
  }
  return head;
}

function numberOf(word: string, complaint: string): number {
  return unsigned(word) ?? wrong(complaint, word);
}

export function addLink(words: Words, site: Site): number {
  const head = readHead(words, site);
  if (words.word === undefined) throw new Exit(1, 'Not enough information: "type" argument is required');
  const kind = words.value();
  words.skip();
  const type = typeOf(kind, words, site);
  const name = head.name ?? freeName(site, kind);
  const { ifindex, mac, mtu, netns, master } = head;
  if (netns !== null) unsupported('ip link add NAME netns');
  ask(site, { do: 'link.add', name, ifindex, mac, mtu, type });
  if (master !== null) ask(site, { do: 'link.set', name, changes: { master } });
  return 0;
}

/** dev_alloc_name */
function freeName({ net }: Site, kind: string): string {
  for (let number = 0; ; number++) if (!net.device(`${kind}${number}`)) return `${kind}${number}`;
}

function typeOf(kind: string, words: Words, site: Site): LinkRequest['type'] {
  switch (kind) {
    case 'bridge':
      if (words.word !== undefined) unsupported(`ip link add type bridge ${words.word}`);
      return { kind };
    case 'dummy':
      return { kind };
    case 'veth':
      return { kind, peer: readPeer(words, site) };
    case 'vxlan':
      return readVxlan(words, site);
    default:
      throw new Exit(2, 'Error: Unknown device type.');
  }
}

const VETH_USAGE = `Usage: ip link <options> type veth [peer <options>]
To get <options> type 'ip link add help'`;

function readPeer(words: Words, site: Site): Extract<LinkRequest['type'], { kind: 'veth' }>['peer'] {
  if (words.word !== undefined && words.word !== 'peer') throw new Exit(EXIT_USAGE, VETH_USAGE);
  words.skip();
  const { name, ifindex, mac, mtu, netns } = readHead(words, site);
  return { name: name ?? freeName(site, 'veth'), ifindex, mac, mtu, netns };
}

const NO_PORT = `vxlan: destination port not specified
Will use Linux kernel default (non-standard value)
Use 'dstport 4789' to get the IANA assigned value
Use 'dstport 0' to get default and quiet this message`;

type Vxlan = Extract<LinkRequest['type'], { kind: 'vxlan' }>;
type VxlanDraft = { -readonly [K in keyof Vxlan]: Vxlan[K] | undefined };

const LINUX_PORT = 8472;
const MAX_VNI = 0xffffff;

function readVxlan(words: Words, site: Site): Vxlan {
  const draft: VxlanDraft = {
    kind: 'vxlan',
    vni: undefined,
    port: undefined,
    underlay: null,
    local: null,
    learning: true,
    ttl: null,
    remote: null,
    udpcsum: true,
  };
  for (; words.word !== undefined; words.skip()) readVxlanWord(words, site, draft);
  const { vni, port } = draft;
  if (vni === undefined) throw new Exit(1, 'vxlan: missing virtual network identifier');
  if (port === undefined) site.err(NO_PORT);
  return { ...draft, vni, port: port || LINUX_PORT } as Vxlan;
}

function readVxlanWord(words: Words, site: Site, draft: VxlanDraft): void {
  const word = words.word!;
  if (word === 'id' || word === 'vni') {
    const text = words.value();
    if (draft.vni !== undefined) garbage('id', text);
    draft.vni = unsigned(text, MAX_VNI) ?? wrong('invalid id', text);
  } else if (word === 'dev') draft.underlay = deviceNamed(site, words.value(), EXIT_USAGE).name;
  else if (word === 'local') draft.local = addressOf(words.value());
  else if (word === 'remote') draft.remote = addressOf(words.value());
  else if (word === 'dstport') draft.port = readPort(words, draft.port);
  else if (word === 'ttl' || word === 'hoplimit') draft.ttl = ttlOf(words.value());
  else if (word === 'learning' || word === 'nolearning') draft.learning = word === 'learning';
  else if (word === 'udpcsum' || word === 'noudpcsum') draft.udpcsum = word === 'udpcsum';
  else if (!WITHOUT_EFFECT.has(word)) unsupported(`ip link add type vxlan ${word}`);
}

/** Of IPv6. */
const WITHOUT_EFFECT = new Set(['udp6zerocsumtx', 'udp6zerocsumrx']);

function readPort(words: Words, before: number | undefined): number {
  const text = words.value();
  if (before !== undefined) duplicate('dstport', text);
  return unsigned(text, 65535) ?? wrong('dst port', text);
}

function ttlOf(word: string): number | null {
  if (word === 'auto' || word === 'inherit') return null;
  const ttl = unsigned(word) ?? wrong('invalid TTL', word);
  return ttl > 255 ? wrong('TTL must be <= 255', word) : ttl || null;
}
