// Calico with IPIP on two nodes, as BIRD and Felix leave them: a pod's route leads to tunl0, its gateway is the other node.
import type { Scenario, ScenarioMachine } from './schema.ts';

const GATEWAY = '169.254.1.1 dev eth0 scope link\ndefault via 169.254.1.1 dev eth0\n';
const CALICO_MAC = 'ee:ee:ee:ee:ee:ee';

interface Node {
  readonly nic: string;
  readonly tunnel: string;
  readonly pod: string;
  readonly cali: string;
  readonly routes: string;
}

function node({ nic, tunnel, pod, cali, routes }: Node): ScenarioMachine {
  return {
    sysctl: { 'net.ipv4.ip_forward': '1' },
    links: [
      { kind: 'nic', name: 'ens33', addresses: [`${nic}/24`] },
      { kind: 'ipip', name: 'tunl0', mtu: 1480, addresses: [`${tunnel}/32`] },
      { kind: 'veth', name: cali, mac: CALICO_MAC, mtu: 1480 },
    ],
    routes: `default via 192.168.43.2 dev ens33\n${pod} dev ${cali} scope link\n${routes}`,
    netns: {
      pod: {
        links: [{ kind: 'veth', name: 'eth0', peer: `./${cali}`, mtu: 1480, addresses: [`${pod}/32`] }],
        routes: GATEWAY,
        neigh: `169.254.1.1 dev eth0 lladdr ${CALICO_MAC} PERMANENT\n`,
        listeners: [{ kind: 'http', port: 80, body: 'hello\n' }],
      },
    },
  };
}

export const calicoIpip = (run: string): Scenario => ({
  version: 1,
  title: 'Calico IPIP',
  seed: 7,
  machines: {
    master: node({
      nic: '192.168.43.152',
      tunnel: '10.244.219.64',
      pod: '10.244.219.67',
      cali: 'cali17fddc925b9',
      routes: '10.244.166.128/26 via 192.168.43.153 dev tunl0 proto bird onlink\n',
    }),
    node1: node({
      nic: '192.168.43.153',
      tunnel: '10.244.166.128',
      pod: '10.244.166.159',
      cali: 'cali779e50eea23',
      routes: '10.244.219.64/26 via 192.168.43.152 dev tunl0 proto bird onlink\n',
    }),
  },
  segments: { lan: { ports: ['master/ens33', 'node1/ens33'] } },
  probe: { in: 'master/pod', run },
});
