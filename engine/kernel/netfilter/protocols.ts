// /etc/protocols with libxtables' own names first (xtables_chain_protos), as far as rules name them.

const CHAIN_PROTOS: Readonly<Record<string, number>> = {
  tcp: 6,
  sctp: 132,
  udp: 17,
  udplite: 136,
  icmp: 1,
  'ipv6-icmp': 58,
  icmpv6: 58,
  esp: 50,
  ah: 51,
  'mobility-header': 135,
  'ipv6-mh': 135,
  mh: 135,
};

const ETC_PROTOCOLS: Readonly<Record<string, number>> = {
  ip: 0,
  igmp: 2,
  ipencap: 4,
  egp: 8,
  dccp: 33,
  ipv6: 41,
  rsvp: 46,
  gre: 47,
  eigrp: 88,
  ospf: 89,
  ipip: 94,
  pim: 103,
  ipcomp: 108,
  vrrp: 112,
  l2tp: 115,
};

const ALL: Readonly<Record<string, number>> = { ...CHAIN_PROTOS, ...ETC_PROTOCOLS };

/** Name or number of a protocol, 0 for all of them; undefined when it is neither. */
export function parseProtocol(text: string): number | undefined {
  const name = text.toLowerCase();
  if (name === 'all') return 0;
  if (Object.hasOwn(ALL, name)) return ALL[name];
  return /^\d{1,3}$/.test(text) && Number(text) <= 255 ? Number(text) : undefined;
}

/** The name where libxtables itself has one. */
export function chainProtocolName(protocol: number): string {
  return Object.keys(CHAIN_PROTOS).find((name) => CHAIN_PROTOS[name] === protocol) ?? String(protocol);
}

const NAMES = new Map(
  Object.entries(ALL)
    .reverse()
    .map(([name, number]) => [number, name]),
);

export function protocolName(protocol: number): string {
  return NAMES.get(protocol) ?? String(protocol);
}
