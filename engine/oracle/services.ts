// Two nodes, a pod on each, and as many services as one likes in front of the second pod: for measuring, and for its TRACE.
import type { Scenario, ScenarioLink, ScenarioMachine, ScenarioNetns } from '../scenario/schema.ts';
import { formatIpv4 } from '../wire/address.ts';

const FIRST_SERVICE = 0x0a600001;
export const SERVICE_PORT = 53;
const TARGET_PORT = 53;
const ENDPOINT = '10.42.1.2';

/** The ClusterIP of a service, counted from 0. */
export const clusterIp = (index: number): string => formatIpv4(FIRST_SERVICE + index);

const named = (kind: string, index: number) => `KUBE-${kind}-${String(index).padStart(16, '0')}`;

/** What kube-proxy writes for a UDP service with one endpoint (proxy/iptables/proxier.go, syncProxyRules). */
function service(index: number): { chains: string[]; services: string; rules: string[] } {
  const [svc, sep, ip] = [named('SVC', index), named('SEP', index), clusterIp(index)];
  const comment = (what: string) => `-m comment --comment "default/service-${index}${what}"`;
  const there = `-d ${ip}/32 -p udp ${comment(' cluster IP')} -m udp --dport ${SERVICE_PORT}`;
  return {
    chains: [`:${svc} - [0:0]`, `:${sep} - [0:0]`],
    services: `-A KUBE-SERVICES ${there} -j ${svc}`,
    rules: [
      `-A ${svc} ! -s 10.42.0.0/16 ${there} -j KUBE-MARK-MASQ`,
      `-A ${svc} ${comment(` -> ${ENDPOINT}:${TARGET_PORT}`)} -j ${sep}`,
      `-A ${sep} -s ${ENDPOINT}/32 ${comment('')} -j KUBE-MARK-MASQ`,
      `-A ${sep} -p udp ${comment('')} -m udp -j DNAT --to-destination ${ENDPOINT}:${TARGET_PORT}`,
    ],
  };
}

function kubeProxy(count: number): string {
  const all = Array.from({ length: count }, (_, index) => service(index));
  return [
    '*nat',
    ...['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'].map((chain) => `:${chain} ACCEPT [0:0]`),
    ...['SERVICES', 'NODEPORTS', 'MARK-MASQ', 'POSTROUTING'].map((chain) => `:KUBE-${chain} - [0:0]`),
    ...all.flatMap(({ chains }) => chains),
    '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
    '-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
    '-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING',
    '-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000',
    '-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN',
    '-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0',
    '-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully',
    ...all.map(({ services }) => services),
    '-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS',
    ...all.flatMap(({ rules }) => rules),
    'COMMIT',
    '*filter',
    ...['INPUT', 'FORWARD', 'OUTPUT'].map((chain) => `:${chain} ACCEPT [0:0]`),
    ':KUBE-FORWARD - [0:0]',
    '-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD',
    '-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP',
    '-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    'COMMIT',
    '',
  ].join('\n');
}

export type Overlay = 'vxlan' | 'host-gw';

type Behind = NonNullable<ScenarioNetns['listeners']>[number];

const ECHO: Behind = { kind: 'echo', port: TARGET_PORT };
const NAMES: Behind = { kind: 'dns', port: TARGET_PORT, names: { 'a.example': '10.1.2.3' } };

function node(nth: 0 | 1, overlay: Overlay, iptables: string, behind: Behind): ScenarioMachine {
  const other = 1 - nth;
  const tunnel: ScenarioLink = {
    kind: 'vxlan',
    name: 'flannel.1',
    mac: `02:42:00:00:00:0${nth}`,
    vni: 1,
    underlay: 'eth0',
    local: `192.168.5.${nth + 1}`,
    learning: false,
    mtu: 1450,
    addresses: [`10.42.${nth}.0/32`],
  };
  const far =
    overlay === 'vxlan' ? `via 10.42.${other}.0 dev flannel.1 onlink` : `via 192.168.5.${other + 1} dev eth0`;
  const listeners = nth === 1 ? { listeners: [behind] } : {};
  return {
    sysctl: { 'net.ipv4.ip_forward': '1', 'net.bridge.bridge-nf-call-iptables': '1' },
    links: [
      { kind: 'nic', name: 'eth0', mac: `02:05:00:00:00:0${nth}`, addresses: [`192.168.5.${nth + 1}/24`] },
      ...(overlay === 'vxlan' ? [tunnel] : []),
      {
        kind: 'bridge',
        name: 'cni0',
        mac: `02:c0:00:00:00:0${nth}`,
        mtu: 1450,
        addresses: [`10.42.${nth}.1/24`],
      },
      { kind: 'veth', name: 'veth0', mac: `02:c1:00:00:00:0${nth}`, mtu: 1450, master: 'cni0' },
    ],
    routes: `10.42.${other}.0/24 ${far}\n`,
    ...(overlay === 'vxlan'
      ? {
          neigh: `10.42.${other}.0 dev flannel.1 lladdr 02:42:00:00:00:0${other} PERMANENT\n`,
          fdb: `02:42:00:00:00:0${other} dev flannel.1 dst 192.168.5.${other + 1} self permanent\n`,
        }
      : {}),
    iptables,
    netns: {
      pod: {
        links: [
          {
            kind: 'veth',
            name: 'eth0',
            mac: `02:c2:00:00:00:0${nth}`,
            mtu: 1450,
            peer: './veth0',
            addresses: [`10.42.${nth}.2/24`],
          },
        ],
        routes: `default via 10.42.${nth}.1 dev eth0\n`,
        ...listeners,
      },
    },
  };
}

/** Behind the services is an echo for measuring, or a name server; the probe asks that one for a name, by the last service. */
export function serviceNetwork(count: number, overlay: Overlay, what: 'echo' | 'names' = 'echo'): Scenario {
  const behind = what === 'echo' ? ECHO : NAMES;
  const iptables = kubeProxy(count);
  return {
    version: 1,
    title: `${count} services, ${overlay}`,
    seed: 1,
    machines: { n1: node(0, overlay, iptables, behind), n2: node(1, overlay, iptables, behind) },
    segments: { lan: { ports: ['n1/eth0', 'n2/eth0'] } },
    probe: { in: 'n1/pod', run: `dig @${clusterIp(count - 1)} a.example +short +tries=1` },
  };
}
