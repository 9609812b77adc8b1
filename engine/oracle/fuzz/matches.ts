// Words of random matches, one generator a match.
import { addressRange, type Draft, hasPorts, not, portRange, sidesOf, type WordsByName } from './draft.ts';
import type { Lots } from './lots.ts';

const states = (lots: Lots) => {
  const some = lots.some(['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED'], 35);
  return some.length > 0 ? some.join(',') : 'NEW';
};

const number = (lots: Lots, values: readonly number[]) => {
  const low = lots.pick(values);
  return lots.chance(50) ? `${low}` : `${low}:${low + 40}`;
};

/** One option of conntrack; ports where there are some. */
function conntrack(draft: Draft): string {
  const { lots, words } = draft;
  const tuple = lots.pick(['orig', 'repl']);
  const side = lots.pick(['src', 'dst']);
  const options = [
    `${not(lots)}--ctstate ${states(lots)}${lots.pick(['', '', ',DNAT', ',SNAT'])}`,
    `--ctdir ${lots.pick(['ORIGINAL', 'REPLY'])}`,
    `${not(lots)}--ctstatus ${lots.pick(['NONE', 'SEEN_REPLY', 'ASSURED', 'CONFIRMED', 'SEEN_REPLY,ASSURED'])}`,
    `${not(lots)}--ctproto ${lots.pick(['1', '6', '17', '253'])}`,
    `${not(lots)}--ct${tuple}${side} ${lots.pick(words.addresses)}${lots.pick(['', '/24'])}`,
  ];
  if (hasPorts(draft)) options.push(`${not(lots)}--ct${tuple}${side}port ${portRange(lots, words.ports)}`);
  const state = lots.chance(50) ? options[0]! : lots.pick(options);
  return `-m conntrack ${state}`;
}

function recent({ lots }: Draft): string {
  const operation = lots.pick(['--set', '--rcheck', '--remove', '--rcheck --hitcount 2', '--update']);
  const rttl = /check/.test(operation) && lots.chance(20) ? ' --rttl' : '';
  return `-m recent ${not(lots)}${operation}${rttl} --name ${lots.pick(['R1', 'R2'])} --${lots.pick(['rsource', 'rdest'])}`;
}

function tcp({ lots, words }: Draft): string {
  const flags = `${lots.pick(['SYN,ACK,FIN,RST', 'SYN,RST', 'ALL', 'ACK', 'FIN,PSH,URG'])} ${lots.pick(['SYN', 'ACK', 'NONE', 'SYN,ACK', 'FIN', 'RST'])}`;
  const options = [
    `${not(lots)}--${lots.pick(['sport', 'dport'])} ${portRange(lots, words.ports)}`,
    `${not(lots)}--tcp-flags ${flags}`,
    `${not(lots)}--syn`,
    `${not(lots)}--tcp-option ${lots.pick([2, 3, 8])}`,
  ];
  return `-m tcp ${lots.pick(options)}`;
}

const comesIn = (chain: string) => ['PREROUTING', 'INPUT', 'FORWARD'].includes(chain);

export const MATCH_WORDS: WordsByName = {
  addrtype: ({ lots, chain }) => {
    const limit = chain === 'INPUT' || chain === 'PREROUTING' ? ' --limit-iface-in' : '';
    return `-m addrtype ${not(lots)}--${lots.pick(['src', 'dst'])}-type ${lots.pick(['LOCAL', 'UNICAST', 'BROADCAST', 'LOCAL,BROADCAST'])}${lots.chance(20) ? limit : ''}`;
  },
  comment: () => '-m comment --comment "by lot"',
  connmark: ({ lots }) => `-m connmark ${not(lots)}--mark ${lots.pick(['0x0', '0x1', '0x1/0x1', '0x2/0x3'])}`,
  conntrack,
  dscp: ({ lots }) => `-m dscp ${not(lots)}--dscp ${lots.pick(['0x00', '0x04', '0x2e'])}`,
  icmp: ({ lots, protocol }) =>
    protocol === 'icmp'
      ? `-m icmp ${not(lots)}--icmp-type ${lots.pick(['8', '0', '3', '3/3', '3/4', '5', '11', 'any'])}`
      : null,
  iprange: ({ lots, words }) =>
    `-m iprange ${not(lots)}--${lots.pick(['src', 'dst'])}-range ${addressRange(lots, words.addresses)}`,
  length: ({ lots }) => `-m length ${not(lots)}--length ${number(lots, [28, 40, 60, 500, 1400])}`,
  // So slow that nothing is earned while the network is watched.
  limit: ({ lots }) =>
    `-m limit --limit ${lots.pick(['1/hour', '2/hour'])} --limit-burst ${lots.between(1, 4)}`,
  mac: ({ lots, words, chain }) =>
    comesIn(chain) ? `-m mac ${not(lots)}--mac-source ${lots.pick(words.macs)}` : null,
  mark: ({ lots }) => `-m mark ${not(lots)}--mark ${lots.pick(['0x0', '0x1', '0x1/0x1', '0x2/0x3'])}`,
  multiport: (draft) =>
    hasPorts(draft)
      ? `-m multiport ${not(draft.lots)}--${draft.lots.pick(['sports', 'dports', 'ports'])} ${draft.lots.pick(draft.words.ports)},${portRange(draft.lots, draft.words.ports)}`
      : null,
  owner: ({ lots, chain }) =>
    chain === 'OUTPUT' || chain === 'POSTROUTING'
      ? `-m owner ${not(lots)}${lots.pick(['--uid-owner 0', '--gid-owner 0', '--socket-exists'])}`
      : null,
  physdev: ({ lots, words, chain }) => {
    const out = chain === 'FORWARD' || chain === 'POSTROUTING';
    const [sides, dev] = [out ? ['in', 'out'] : ['in'], lots.pick(words.devices)];
    return `-m physdev ${not(lots)}${lots.pick([`--physdev-${lots.pick(sides)} ${dev}`, `--physdev-is-${lots.pick(sides)}`, '--physdev-is-bridged'])}`;
  },
  pkttype: ({ lots }) =>
    `-m pkttype ${not(lots)}--pkt-type ${lots.pick(['unicast', 'broadcast', 'multicast'])}`,
  recent,
  set: ({ lots, words }) => {
    if (words.sets.length === 0) return null;
    const set = lots.pick(words.sets);
    return `-m set ${not(lots)}--match-set ${set.name} ${sidesOf(lots, set)}`;
  },
  state: ({ lots }) => `-m state ${not(lots)}--state ${states(lots)}`,
  statistic: ({ lots }) => {
    const every = lots.between(2, 3);
    return `-m statistic --mode nth ${not(lots)}--every ${every} --packet ${lots.below(every)}`;
  },
  tcp: (draft) => (draft.protocol === 'tcp' ? tcp(draft) : null),
  tos: ({ lots }) => `-m tos ${not(lots)}--tos ${lots.pick(['0x10/0xff', '0x00/0xff', '0x10/0x10'])}`,
  ttl: ({ lots }) => `-m ttl ${lots.pick(['--ttl-eq 64', '! --ttl-eq 64', '--ttl-gt 62', '--ttl-lt 3'])}`,
  udp: ({ lots, words, protocol }) =>
    protocol === 'udp'
      ? `-m udp ${not(lots)}--${lots.pick(['sport', 'dport'])} ${portRange(lots, words.ports)}`
      : null,
};
