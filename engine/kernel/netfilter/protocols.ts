// /etc/protocols, as far as rules name them.

const NAMES: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  ipencap: 4,
  tcp: 6,
  udp: 17,
  gre: 47,
  esp: 50,
  ah: 51,
  ospf: 89,
  vrrp: 112,
  sctp: 132,
  udplite: 136,
};

/** Name or number of a protocol; undefined when it is neither. `all` is not a protocol. */
export function parseProtocol(text: string): number | undefined {
  const known = NAMES[text.toLowerCase()];
  if (known !== undefined) return known;
  return /^\d{1,3}$/.test(text) && Number(text) <= 255 ? Number(text) : undefined;
}

export function protocolName(protocol: number): string {
  return Object.keys(NAMES).find((name) => NAMES[name] === protocol) ?? String(protocol);
}
