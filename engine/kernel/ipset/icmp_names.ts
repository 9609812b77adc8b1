// ipset lib/icmp.c: names of ICMP types with codes, as sets print them.

const NAMES: Readonly<Record<string, readonly [type: number, code: number]>> = {
  'echo-reply': [0, 0],
  pong: [0, 0],
  'network-unreachable': [3, 0],
  'host-unreachable': [3, 1],
  'protocol-unreachable': [3, 2],
  'port-unreachable': [3, 3],
  'fragmentation-needed': [3, 4],
  'source-route-failed': [3, 5],
  'network-unknown': [3, 6],
  'host-unknown': [3, 7],
  'network-prohibited': [3, 9],
  'host-prohibited': [3, 10],
  'TOS-network-unreachable': [3, 11],
  'TOS-host-unreachable': [3, 12],
  'communication-prohibited': [3, 13],
  'host-precedence-violation': [3, 14],
  'precedence-cutoff': [3, 15],
  'source-quench': [4, 0],
  'network-redirect': [5, 0],
  'host-redirect': [5, 1],
  'TOS-network-redirect': [5, 2],
  'TOS-host-redirect': [5, 3],
  'echo-request': [8, 0],
  ping: [8, 0],
  'router-advertisement': [9, 0],
  'router-solicitation': [10, 0],
  'ttl-zero-during-transit': [11, 0],
  'ttl-zero-during-reassembly': [11, 1],
  'ip-header-bad': [12, 0],
  'required-option-missing': [12, 1],
  'timestamp-request': [13, 0],
  'timestamp-reply': [14, 0],
  'address-mask-request': [17, 0],
  'address-mask-reply': [18, 0],
};

/** Type and code in one number; undefined when nothing bears that name. */
export function icmpByName(name: string): number | undefined {
  const found = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
  return found && (found[0] << 8) | found[1];
}

/** `echo-request`, or `3/77` where there is no name. */
export function icmpText(port: number): string {
  const [type, code] = [port >> 8, port & 0xff];
  const named = Object.keys(NAMES).find((name) => NAMES[name]![0] === type && NAMES[name]![1] === code);
  return named ?? `${type}/${code}`;
}
