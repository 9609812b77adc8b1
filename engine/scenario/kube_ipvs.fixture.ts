// kube-proxy in ipvs mode on a k3s cluster with flannel: nginx-test has ClusterIP 10.43.6.58 and node port 32506, and a server on
// each of two nodes. Sets, rules, kube-ipvs0 and virtual servers as kube-proxy 1.28 writes them.
import { loadScenario } from './library/index.ts';
import type { Scenario, ScenarioMachine } from './schema.ts';

const CLUSTER_IP = '10.43.6.58';
const SERVERS = ['10.42.0.65', '10.42.1.9'];

const ipvs = (node: string, scheduler: string) =>
  [`${CLUSTER_IP}:80`, `${node}:32506`]
    .flatMap((service) => [
      `-A -t ${service} -s ${scheduler}`,
      ...SERVERS.map((server) => `-a -t ${service} -r ${server}:80 -m -w 1`),
    ])
    .join('\n');

const ipset = (own: string) => `
create KUBE-LOOP-BACK hash:ip,port,ip
create KUBE-CLUSTER-IP hash:ip,port
create KUBE-NODE-PORT-TCP bitmap:port range 0-65535
create KUBE-IPVS-IPS hash:ip
add KUBE-LOOP-BACK ${own},tcp:80,${own}
add KUBE-CLUSTER-IP ${CLUSTER_IP},tcp:80
add KUBE-NODE-PORT-TCP 32506
add KUBE-IPVS-IPS ${CLUSTER_IP}
`;

const RULES = `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:KUBE-FORWARD - [0:0]
:KUBE-IPVS-FILTER - [0:0]
-A INPUT -m comment --comment "kubernetes ipvs access filter" -j KUBE-IPVS-FILTER
-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A KUBE-IPVS-FILTER -m set --match-set KUBE-CLUSTER-IP dst,dst -j RETURN
-A KUBE-IPVS-FILTER -m conntrack --ctstate NEW -m set --match-set KUBE-IPVS-IPS dst -j REJECT --reject-with icmp-port-unreachable
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:KUBE-MARK-MASQ - [0:0]
:KUBE-NODE-PORT - [0:0]
:KUBE-POSTROUTING - [0:0]
:KUBE-SERVICES - [0:0]
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
-A KUBE-NODE-PORT -p tcp -m comment --comment "Kubernetes nodeport TCP port for masquerade purpose" -m set --match-set KUBE-NODE-PORT-TCP dst -j KUBE-MARK-MASQ
-A KUBE-POSTROUTING -m comment --comment "Kubernetes endpoints dst ip:port, source ip for solving hairpin purpose" -m set --match-set KUBE-LOOP-BACK dst,dst,src -j MASQUERADE
-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0
-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE
-A KUBE-SERVICES -s 127.0.0.0/8 -j RETURN
-A KUBE-SERVICES ! -s 10.42.0.0/16 -m comment --comment "Kubernetes service cluster ip + port for masquerade purpose" -m set --match-set KUBE-CLUSTER-IP dst,dst -j KUBE-MARK-MASQ
-A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODE-PORT
-A KUBE-SERVICES -m set --match-set KUBE-CLUSTER-IP dst,dst -j ACCEPT
COMMIT
`;

function director(machine: ScenarioMachine, node: string, own: string, scheduler: string): ScenarioMachine {
  const client = {
    kind: 'veth',
    name: 'vethclient',
    mac: '02:00:00:42:00:01',
    mtu: 1450,
    master: 'cni0',
  } as const;
  const pods = Object.entries(machine.netns ?? {}).map(([name, pod]) => [
    name,
    { ...pod, listeners: [{ kind: 'http', port: 80, body: `${name}\n` } as const] },
  ]);
  const gateway = own.replace(/\d+$/, '1');
  return {
    ...machine,
    sysctl: { ...machine.sysctl, 'net.ipv4.vs.conntrack': '1' },
    links: [
      ...(machine.links ?? []),
      client,
      { kind: 'dummy', name: 'kube-ipvs0', up: false, addresses: [`${CLUSTER_IP}/32`] },
    ],
    ipset: ipset(own),
    ipvs: ipvs(node, scheduler),
    iptables: RULES,
    netns: {
      ...Object.fromEntries(pods),
      client: {
        links: [
          {
            kind: 'veth',
            name: 'eth0',
            mac: '02:00:00:42:00:02',
            mtu: 1450,
            peer: './vethclient',
            addresses: [`${own.replace(/\d+$/, '7')}/24`],
          },
        ],
        routes: `default via ${gateway} dev eth0\n`,
      },
    },
  };
}

/** rr takes the server added last first: the one on node1. */
export async function kubeIpvs(probe: Scenario['probe'], scheduler = 'rr'): Promise<Scenario> {
  const loaded = await loadScenario('flannel-vxlan');
  if (!loaded.ok) throw new Error(loaded.problem.what);
  const { master, node1, ...others } = loaded.value.machines;
  return {
    ...loaded.value,
    machines: {
      ...others,
      master: director(master!, '192.168.205.4', '10.42.0.65', scheduler),
      node1: director(node1!, '192.168.205.3', '10.42.1.9', scheduler),
    },
    probe,
    alternatives: [],
  };
}
