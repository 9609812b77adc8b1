// Connections and datagrams between processes: what curl, nc, nslookup and dig make the kernel do.
import type { ScenarioNetns } from '../scenario/schema.ts';
import { bridged, type CornerCase, filter, nat, routed } from './corner_cases.ts';

const web: Partial<ScenarioNetns> = { listeners: [{ kind: 'http', port: 80, body: 'hello from b\n' }] };
const names: Partial<ScenarioNetns> = {
  listeners: [{ kind: 'dns', port: 53, names: { 'a.example': '10.1.2.3' } }],
};
const NEW = '-m conntrack --ctstate NEW';

export const layer4Cases: readonly CornerCase[] = [
  routed('GET over a router', 'curl -sS http://10.1.2.2/', {}, web),
  routed(
    'GET over a router that tracks',
    'curl -sS http://10.1.2.2/',
    { iptables: filter(`-A FORWARD ${NEW} -j ACCEPT`) },
    web,
  ),
  routed('HEAD and headers', 'curl -sS -I http://10.1.2.2/x/y', {}, web),
  routed(
    'a port nobody listens on',
    'curl -sS http://10.1.2.2:81/',
    { iptables: filter(`-A FORWARD ${NEW}`) },
    web,
  ),
  routed('nc finds a port open', 'nc -zv 10.1.2.2 80', { iptables: filter(`-A FORWARD ${NEW}`) }, web),
  routed('nc finds a port closed', 'nc -zv 10.1.2.2 8080', {}, web),
  routed(
    'SYN dropped',
    'curl -sS -m 2 http://10.1.2.2/',
    { iptables: filter('-A FORWARD -p tcp -m tcp --dport 80 -j DROP') },
    web,
  ),
  routed(
    'SYN refused by a rule',
    'curl -sS http://10.1.2.2/',
    { iptables: filter('-A FORWARD -p tcp -j REJECT --reject-with icmp-port-unreachable') },
    web,
  ),
  routed(
    'SYN with no way: host unreachable',
    'nc -zv 10.1.2.9 80',
    { sysctl: { 'net.ipv4.ip_forward': '1', 'net.ipv4.neigh.v2.retrans_time_ms': '500' } },
    web,
  ),
  routed(
    'DNAT of a connection to a service',
    'curl -sS http://10.9.9.9:8000/',
    {
      iptables: nat(
        '-A PREROUTING -d 10.9.9.9/32 -p tcp -m tcp --dport 8000 -j DNAT --to-destination 10.1.2.2:80',
      ),
    },
    web,
  ),
  routed(
    'SNAT of a connection',
    'curl -sS http://10.1.2.2/',
    { iptables: nat('-A POSTROUTING -s 10.1.1.0/24 -o v2 -j MASQUERADE') },
    web,
  ),
  routed(
    'DNAT to a closed port',
    'curl -sS http://10.9.9.9/',
    {
      iptables: nat(
        '-A PREROUTING -d 10.9.9.9/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.2.2:81',
      ),
    },
    web,
  ),
  routed('the router itself listens', 'curl -sS http://10.1.1.1:8080/', {
    listeners: [{ kind: 'http', port: 8080, body: 'router\n' }],
    iptables: filter(`-A INPUT -i v1 ${NEW} -j ACCEPT`),
  }),
  routed('names over UDP', 'nslookup a.example 10.1.2.2', { iptables: filter(`-A FORWARD ${NEW}`) }, names),
  routed('a name nobody knows', 'nslookup b.example 10.1.2.2', {}, names),
  routed(
    'dig through DNAT',
    'dig @10.9.9.9 a.example +short',
    {
      iptables: nat(
        '-A PREROUTING -d 10.9.9.9/32 -p udp -m udp --dport 53 -j DNAT --to-destination 10.1.2.2',
      ),
    },
    names,
  ),
  routed('dig to a closed port', 'dig @10.1.1.1 a.example +short +tries=1', {
    iptables: filter(`-A INPUT ${NEW}`),
  }),
  routed(
    'dig unanswered',
    'dig @10.1.2.2 a.example +short +time=1 +tries=2',
    { iptables: filter('-A FORWARD -p udp -j DROP') },
    names,
  ),
  routed('datagrams to a closed port', 'nc -zvu -w 1 10.1.2.2 999', {
    iptables: filter(`-A FORWARD ${NEW}`),
  }),
  bridged('GET over a bridge', 'curl -sS http://10.2.0.3/', {}, {}, web),
  bridged(
    'GET over a bridge that tracks',
    'curl -sS http://10.2.0.3/',
    { iptables: filter(`-A FORWARD ${NEW} -j ACCEPT`) },
    {},
    web,
  ),
];
