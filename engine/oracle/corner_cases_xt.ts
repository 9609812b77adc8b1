// Matches and targets deciding about pings and traceroute's datagrams, each made to show one of them.
import { bridged, type CornerCase, filter, inRouter, mangle, nat, routed, table } from './corner_cases.ts';

const PING = 'ping -c 1 -W 1 10.1.2.2';
const PINGS = 'ping -c 4 -W 1 10.1.2.2';
/** One datagram a hop: the router, then the far side. */
const DATAGRAMS = 'traceroute -n -q 1 -w 1 -m 3 10.1.2.2';

const raw = (...rules: string[]) =>
  table('raw', ':PREROUTING ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]', ...rules);

const security = (...rules: string[]) =>
  table('security', ':INPUT ACCEPT [0:0]', ':FORWARD ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]', ...rules);

/** busybox's traceroute is the one the engine has. */
function withBusybox({ name, scenario }: CornerCase): CornerCase {
  const machines = Object.entries(scenario.machines).map(([id, machine]) => {
    const inner = Object.entries(machine.netns ?? {});
    const netns = inner.map(([pod, content]) => [pod, { ...content, tools: 'busybox' as const }] as const);
    return [id, { ...machine, netns: Object.fromEntries(netns) }] as const;
  });
  return { name, scenario: { ...scenario, machines: Object.fromEntries(machines) } };
}

/** The router's tables. */
function routing(name: string, run: string, iptables: string): CornerCase {
  const made = routed(name, run, { iptables });
  return run.startsWith('traceroute') ? withBusybox(made) : made;
}

const forwarding = (name: string, run: string, ...rules: string[]): CornerCase =>
  routing(name, run, filter(...rules));

/** The router's nat table; b's way back is not needed. */
const translating = (name: string, run: string, ...rules: string[]): CornerCase =>
  routing(name, run, nat(...rules));

/** The sender has another address besides. */
const alsoAs = (address: string, { name, scenario }: CornerCase): CornerCase => ({
  name,
  scenario: { ...scenario, commands: [{ in: 'r/a', run: `ip addr add ${address}/32 dev eth0` }] },
});

export const xtCornerCases: readonly CornerCase[] = [
  forwarding(
    'xt: udp and multiport see the ports of datagrams',
    DATAGRAMS,
    '-A FORWARD -p udp -m multiport --dports 33434:33435,33436 -j ACCEPT',
    '-A FORWARD -p udp -m udp --dport 33434:33534 -j DROP',
  ),
  forwarding(
    'xt: icmp types by name, inverted, with code',
    PING,
    '-A FORWARD -p icmp -m icmp ! --icmp-type 8 -j MARK --set-xmark 0x8/0xffffffff',
    '-A FORWARD -p icmp -m icmp --icmp-type 0/0 -j MARK --set-xmark 0x9/0xffffffff',
    '-A FORWARD -p icmp -m icmp --icmp-type any -j ACCEPT',
  ),
  forwarding(
    'xt: addrtype tells local from others',
    PING,
    '-A FORWARD -m addrtype --dst-type LOCAL -j DROP',
    '-A FORWARD -m addrtype --src-type UNICAST ! --dst-type LOCAL,BROADCAST -j ACCEPT',
  ),
  routing(
    'xt: rpfilter lets through what could be answered the same way',
    PING,
    raw('-A PREROUTING -m rpfilter --invert -j DROP', '-A PREROUTING -m rpfilter --loose -j ACCEPT'),
  ),
  alsoAs(
    '10.9.9.9',
    routed('xt: rpfilter stops a sender who lives elsewhere', 'ping -c 1 -W 1 -I 10.9.9.9 10.1.2.2', {
      iptables: raw(
        '-A PREROUTING -m rpfilter --loose -j TRACE',
        '-A PREROUTING -m rpfilter --invert -j DROP',
      ),
      routes: '10.9.9.0/24 via 10.1.2.2 dev v2\n',
    }),
  ),
  alsoAs(
    '10.1.2.1',
    routed(
      'xt: rpfilter and a sender who says that he is the router',
      'ping -c 1 -W 1 -I 10.1.2.1 10.1.2.2',
      {
        iptables: raw(
          '-A PREROUTING -m rpfilter --loose --accept-local -j ACCEPT',
          '-A PREROUTING -m rpfilter --loose --invert -j DROP',
        ),
      },
    ),
  ),
  routed('xt: addrtype with the interface of the route', 'ping -c 1 -W 1 10.1.2.1', {
    iptables: filter(
      '-A INPUT -m addrtype --dst-type LOCAL --limit-iface-in -j DROP',
      '-A INPUT -m addrtype --dst-type UNICAST --limit-iface-in -j ACCEPT',
    ),
  }),
  forwarding(
    'xt: conntrack by direction, status and addresses',
    'ping -c 2 -W 1 10.1.2.2',
    '-A FORWARD -m conntrack --ctdir REPLY -j ACCEPT',
    '-A FORWARD -m conntrack --ctstatus SEEN_REPLY -j ACCEPT',
    '-A FORWARD -m conntrack --ctstatus NONE -j DROP',
    '-A FORWARD -m conntrack --ctproto 1 --ctorigsrc 10.1.1.0/24 --ctorigdst 10.1.2.2 -j ACCEPT',
    '-A FORWARD -j DROP',
  ),
  forwarding(
    'xt: conntrack by ports and time to expire',
    DATAGRAMS,
    '-A FORWARD -m conntrack --ctorigdstport 33434:33534 --ctexpire 0 -j ACCEPT',
    '-A FORWARD -m conntrack --ctstate RELATED --ctreplsrcport 33434:33534 -j ACCEPT',
    '-A FORWARD -j DROP',
  ),
  forwarding(
    'xt: state, the older name',
    PING,
    '-A FORWARD -m state --state ESTABLISHED -j ACCEPT',
    '-A FORWARD -m state ! --state NEW -j DROP',
  ),
  routed('xt: CONNMARK keeps a mark for the answers', PING, {
    iptables:
      mangle(
        '-A PREROUTING -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff',
        '-A PREROUTING -i v1 -j MARK --set-xmark 0x5/0xff',
        '-A PREROUTING -i v1 -j CONNMARK --save-mark --nfmask 0xff --ctmask 0xff',
      ) + filter('-A FORWARD -m connmark --mark 0x5/0xff -j ACCEPT', '-A FORWARD -j DROP'),
  }),
  forwarding(
    'xt: every third packet',
    PINGS,
    '-A FORWARD -i v1 -m statistic --mode nth --every 3 --packet 1 -j DROP',
  ),
  forwarding(
    'xt: not every third packet',
    PINGS,
    '-A FORWARD -i v1 -m statistic --mode nth ! --every 3 --packet 0 -j MARK --set-xmark 0x3/0x3',
  ),
  forwarding(
    'xt: limit lets a burst through',
    PINGS,
    '-A FORWARD -i v1 -m limit --limit 1/min --limit-burst 2 -j ACCEPT',
    '-A FORWARD -i v1 -j DROP',
  ),
  forwarding(
    'xt: limit has credit again after a while',
    PINGS,
    '-A FORWARD -i v1 -m limit --limit 40/min --limit-burst 1 -j ACCEPT',
    '-A FORWARD -i v1 -j DROP',
  ),
  forwarding(
    'xt: recent counts hits',
    PINGS,
    '-A FORWARD -i v1 -m recent --update --seconds 60 --hitcount 3 --name seen --rsource -j DROP',
    '-A FORWARD -i v1 -m recent --set --name seen --rsource -j ACCEPT',
  ),
  forwarding(
    'xt: recent checks, forgets, and looks at the TTL',
    PINGS,
    '-A FORWARD -i v2 -m recent --rcheck --name asked --rdest -j ACCEPT',
    '-A FORWARD -i v1 -m recent --remove --name asked --rsource -j MARK --set-xmark 0x1/0x1',
    '-A FORWARD -i v1 -m mark ! --mark 0x1/0x1 -m recent --set --name asked --rsource -j ACCEPT',
    '-A FORWARD -i v1 -m recent --rcheck --rttl --name asked --rsource -j ACCEPT',
    '-A FORWARD -i v1 -j DROP',
  ),
  forwarding(
    'xt: length, ttl and tos of a packet',
    PING,
    '-A FORWARD -m length ! --length 84 -j DROP',
    '-A FORWARD -m ttl --ttl-gt 63 -j DROP',
    '-A FORWARD -m ttl --ttl-lt 63 -j DROP',
    '-A FORWARD -m ttl ! --ttl-eq 63 -j DROP',
    '-A FORWARD -m tos ! --tos 0x00/0xff -j DROP',
    '-A FORWARD -m dscp --dscp 0x00 -j ACCEPT',
  ),
  forwarding(
    'xt: ranges of addresses and masks with holes',
    PING,
    '-A FORWARD -m iprange ! --src-range 10.1.1.1-10.1.2.9 -j DROP',
    '-A FORWARD -s 10.0.0.2/255.0.0.255 -d 0.1.0.2/0.255.0.255 -j ACCEPT',
    '-A FORWARD -j DROP',
  ),
  forwarding(
    'xt: mac sees who sent a frame',
    PING,
    '-A FORWARD -m mac --mac-source 02:00:00:00:01:02 -j ACCEPT',
    '-A FORWARD -m mac ! --mac-source 02:00:00:00:02:02 -j DROP',
  ),
  routed('xt: owner and pkttype of what is made here', 'ping -c 1 -W 1 10.1.1.1', {
    iptables: filter(
      '-A INPUT -m pkttype ! --pkt-type unicast -j DROP',
      '-A OUTPUT -m owner --uid-owner 0 -j DROP',
      '-A OUTPUT -m owner ! --uid-owner 0 --socket-exists -j ACCEPT',
    ),
  }),
  bridged('xt: physdev sees ports', 'ping -c 1 -W 1 10.2.0.3', {
    iptables: filter(
      '-A FORWARD -m physdev ! --physdev-is-bridged -j DROP',
      '-A FORWARD -m physdev --physdev-in pa --physdev-out pc -j DROP',
      '-A FORWARD -m physdev --physdev-is-in --physdev-in p+ --physdev-is-out ! --physdev-out pc -j ACCEPT',
      '-A FORWARD -j DROP',
    ),
  }),
  bridged('xt: physdev of a packet for the node', 'ping -c 1 -W 1 10.2.0.1', {
    iptables: filter(
      '-A INPUT -m physdev --physdev-is-bridged -j DROP',
      '-A INPUT -m physdev --physdev-in pa -j ACCEPT',
    ),
  }),
  routed('xt: NOTRACK keeps a flow from conntrack and nat', PING, {
    iptables:
      raw('-A PREROUTING -p icmp -j CT --notrack') +
      nat('-A POSTROUTING -j MASQUERADE') +
      filter('-A FORWARD -m conntrack --ctstate UNTRACKED -j ACCEPT', '-A FORWARD -j DROP'),
  }),
  routed('xt: the table security comes after filter', PING, {
    iptables:
      filter('-A FORWARD -j MARK --set-xmark 0x7/0xffffffff') +
      security('-A FORWARD -i v2 -m mark --mark 0x7 -j DROP'),
  }),
  inRouter(
    routed('xt: mac says nothing of what comes over lo', 'ping -c 1 -W 1 10.1.1.1', {
      iptables: filter('-A INPUT -m mac ! --mac-source 02:00:00:00:00:01 -j DROP'),
    }),
  ),
  routed('xt: addrtype asks no table but local', 'ping -c 1 -W 1 10.9.9.9', {
    routes: 'unreachable 10.9.0.0/16\n',
    iptables: mangle(
      '-A PREROUTING -m addrtype --dst-type UNREACHABLE -j DROP',
      '-A PREROUTING -m addrtype --dst-type UNICAST -j ACCEPT',
    ),
  }),
  routed(
    'xt: a reset by REJECT closes the connection',
    'curl -sS -m 2 http://10.1.2.2/',
    {
      iptables: filter(
        '-A FORWARD -p tcp -m conntrack --ctdir ORIGINAL -m length --length 100:1500 -j REJECT --reject-with tcp-reset',
      ),
    },
    { listeners: [{ kind: 'http', port: 80, body: 'hello from b\n' }] },
  ),
  routed('xt: LOG writes and the packet goes on', PING, {
    iptables: filter(
      '-A FORWARD -p icmp -j LOG --log-prefix "ping: " --log-uid',
      '-A FORWARD -j LOG',
      '-A FORWARD -j ACCEPT',
    ),
  }),
  routed('xt: TTL, TOS and DSCP rewrite the header', PING, {
    iptables: mangle(
      '-A PREROUTING -i v1 -j TTL --ttl-set 10',
      '-A PREROUTING -i v1 -m ttl --ttl-eq 10 -j TOS --set-tos 0x10/0xff',
      '-A FORWARD -i v1 -j TTL --ttl-inc 5',
      '-A FORWARD -i v2 -j DSCP --set-dscp 0x2e',
      '-A POSTROUTING -m tos --tos 0x10/0xff -j CLASSIFY --set-class 0001:0002',
    ),
  }),
  ...['icmp-net-unreachable', 'icmp-host-prohibited', 'icmp-admin-prohibited', 'icmp-proto-unreachable'].map(
    (type) => forwarding(`xt: REJECT with ${type}`, PING, `-A FORWARD -j REJECT --reject-with ${type}`),
  ),
  routed(
    'xt: REJECT of what is made here',
    PING,
    {},
    { iptables: filter('-A OUTPUT -p icmp -j REJECT --reject-with icmp-host-unreachable') },
  ),
  bridged('xt: REJECT on a bridge', 'ping -c 1 -W 1 10.2.0.3', {
    iptables: filter('-A FORWARD -j REJECT --reject-with icmp-port-unreachable'),
  }),
  translating(
    'xt: REDIRECT takes what is for others',
    'ping -c 1 -W 1 10.9.9.9',
    '-A PREROUTING -j REDIRECT',
  ),
  translating(
    'xt: NETMAP, a network for another',
    'ping -c 1 -W 1 10.7.0.2',
    '-A PREROUTING -d 10.7.0.0/24 -j NETMAP --to 10.1.2.0/24',
  ),
  ...['', ' --persistent'].map((option) =>
    routed(
      `xt: SNAT to a range of addresses${option}`,
      PING,
      { iptables: nat(`-A POSTROUTING -o v2 -j SNAT --to-source 10.1.2.10-10.1.2.200${option}`) },
      // The addresses the kernel's hash comes to.
      {
        neigh: ['22', '18']
          .map((host) => `10.1.2.${host} dev eth0 lladdr 02:00:00:00:02:01 PERMANENT\n`)
          .join(''),
      },
    ),
  ),
  translating(
    'xt: DNAT to a range of addresses',
    'ping -c 1 -W 1 10.7.7.7',
    '-A PREROUTING -d 10.7.7.7/32 -j DNAT --to-destination 10.1.2.2-10.1.2.3',
  ),
  translating(
    'xt: DNAT moves ports with a base',
    'traceroute -n -q 1 -w 1 -m 3 10.7.7.7',
    '-A PREROUTING -d 10.7.7.7/32 -p udp -j DNAT --to-destination 10.1.2.2:40000-40100/33434',
  ),
  translating(
    'xt: MASQUERADE to ports, in order and by lot',
    DATAGRAMS,
    '-A POSTROUTING -o v2 -p udp -m udp --dport 33435 -j MASQUERADE --to-ports 5000-5000',
    '-A POSTROUTING -o v2 -p udp -j MASQUERADE --to-ports 40000-50000 --random',
  ),
  forwarding(
    'xt: -f sees later fragments where nobody puts them together',
    'ping -c 1 -W 1 -s 3000 10.1.2.2',
    '-A FORWARD -f -j MARK --set-xmark 0xf/0xf',
    '-A FORWARD ! -f -p icmp -m icmp --icmp-type 8 -j ACCEPT',
  ),
];
