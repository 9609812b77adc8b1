// A declared cluster opens like any network, and what is wrong with it is said by name.
import { describe, expect, it } from 'vitest';
import { problemText } from '../../problem.ts';
import { createEngine } from '../../serve.ts';
import { expand } from '../expand.ts';
import { parseScenario, type Scenario, type ScenarioCluster } from '../schema.ts';

const node = (name: string, address: string, podCIDR: string) => `
apiVersion: v1
kind: Node
metadata: {name: ${name}}
spec: {podCIDR: ${podCIDR}}
status: {addresses: [{type: InternalIP, address: ${address}}]}
---`;

const pod = (name: string, on: string, podIP: string, more = '', namespace = 'default') => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ${namespace}, labels: {app: ${name}}}
spec:
  nodeName: ${on}
  containers: [{name: main, image: any, ports: [{containerPort: 80}]}]
  ${more}
status: {podIP: ${podIP}}
---`;

const web = `
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: 10.96.0.20, selector: {app: web}, ports: [{port: 8080, targetPort: 80}]}
---`;

const NODES = node('n1', '192.168.0.1', '10.244.1.0/24') + node('n2', '192.168.0.2', '10.244.2.0/24');
const PODS = pod('client', 'n1', '10.244.1.5') + pod('web', 'n2', '10.244.2.7');

function declared(objects: string, more: Partial<ScenarioCluster> = {}, rest: object = {}): Scenario {
  const parsed = parseScenario({
    version: 1,
    title: 'declared',
    cluster: {
      kubernetes: 'v1.28.3',
      objects,
      network: { kind: 'flannel', conf: { Network: '10.244.0.0/16', Backend: { Type: 'vxlan' } } },
      ...more,
    },
    probe: { in: 'client', run: 'curl -s http://10.96.0.20:8080/' },
    ...rest,
  });
  if (!parsed.ok) throw new Error(problemText(parsed.problem));
  return parsed.value;
}

async function machinesOf(scenario: Scenario) {
  const expanded = await expand(scenario);
  if (!expanded.ok) throw new Error(problemText(expanded.problem));
  return expanded.value.scenario;
}

async function outputOf(scenario: Scenario, place?: string, run = ''): Promise<string> {
  const probe = place === undefined ? null : { in: place, run };
  const opened = await createEngine().open({ scenario, probe });
  if (!opened.ok) throw new Error(problemText(opened.problem));
  return opened.value.trace.outcome.output;
}

async function refusalOf(scenario: Scenario): Promise<string> {
  const opened = await createEngine().open({ scenario, probe: null });
  return opened.ok ? 'opened' : problemText(opened.problem);
}

describe('a declared cluster', () => {
  it.each([
    ['flannel vxlan, iptables', {}],
    ['flannel vxlan, ipvs', { proxy: { mode: 'ipvs' as const } }],
    [
      'flannel host-gw',
      {
        network: {
          kind: 'flannel' as const,
          conf: '{"Network": "10.244.0.0/16", "Backend": {"Type": "host-gw"}}',
        },
      },
    ],
    [
      'Calico',
      {
        network: {
          kind: 'calico' as const,
          pools: [{ cidr: '10.244.0.0/16', natOutgoing: true, ipipMode: 'Never' as const }],
        },
      },
    ],
    [
      'Calico by tunl0',
      {
        network: {
          kind: 'calico' as const,
          pools: [{ cidr: '10.244.0.0/16', natOutgoing: true, ipipMode: 'Always' as const }],
        },
      },
    ],
  ])('answers by its service: %s', async (_, settings) => {
    expect(await outputOf(declared(NODES + PODS + web, settings))).toBe('web');
  });

  it('is the same machines whenever it is opened, whatever the order of its objects', async () => {
    const once = await machinesOf(declared(NODES + PODS + web));
    expect(await machinesOf(declared(web + PODS + NODES))).toEqual(once);
  });

  it('has machines beside it, and more to say of its nodes', async () => {
    const scenario = declared(
      NODES + PODS + web,
      {},
      {
        machines: {
          n1: {
            links: [{ kind: 'nic', name: 'eth0', mac: '52:54:00:00:00:01' }],
            docker: { version: '20.10.24', containers: [{ name: 'c1' }] },
          },
          outside: { links: [{ kind: 'nic', name: 'eth0', addresses: ['192.168.0.9/24'] }] },
        },
        segments: { lan: { ports: ['outside/eth0'] } },
      },
    );
    expect(await outputOf(scenario, 'outside', 'ping -c 1 192.168.0.1')).toContain(' 0% packet loss');
    expect(await outputOf(scenario, 'n1', 'ip link show dev eth0')).toContain('52:54:00:00:00:01');
    // Docker was there first: kube-proxy, which inserts, stands in front of it.
    const rules = await outputOf(scenario, 'n1', 'iptables -t nat -S PREROUTING');
    expect(rules.split('\n').map((line) => line.split(' ').at(-1))).toEqual([
      'ACCEPT',
      'KUBE-SERVICES',
      'DOCKER',
    ]);
    expect(Object.keys((await machinesOf(scenario)).machines.n1!.netns!)).toEqual(['c1', 'client']);
  });

  it('tells pods of one name apart by their namespaces', async () => {
    const both = pod('web', 'n2', '10.244.2.7') + pod('web', 'n2', '10.244.2.8', '', 'shop');
    const { machines } = await machinesOf(declared(NODES + both, {}, { probe: { in: 'n1', run: 'ip a' } }));
    expect(Object.keys(machines.n2!.netns!)).toEqual(['default.web', 'shop.web']);
  });

  it('lets pods of the host listen on the host', async () => {
    const scenario = declared(NODES + PODS + pod('proxy', 'n2', '192.168.0.2', 'hostNetwork: true'));
    expect(await outputOf(scenario, 'client', 'curl -s http://192.168.0.2/')).toBe('proxy');
  });

  it('has one way out of each node: the one that is said, or one of its own', async () => {
    const routes = 'default via 192.168.0.254 dev eth0 proto dhcp metric 100\n';
    const scenario = declared(NODES + PODS, {}, { machines: { n1: { routes } } });
    const ways = async (place: string) =>
      (await outputOf(scenario, place, 'ip route')).split('\n').filter((line) => line.startsWith('default'));
    expect((await ways('n1')).map((line) => line.trim())).toEqual([routes.trim()]);
    expect(await ways('n2')).toHaveLength(1);
  });

  it('lets the first have a port that two declare', async () => {
    const twice = pod('web', 'n2', '10.244.2.7').replace(
      'containers: [',
      'containers: [{name: side, image: any, ports: [{containerPort: 80}]}, ',
    );
    const hosts = ['a', 'b'].map((name) => pod(name, 'n2', '192.168.0.2', 'hostNetwork: true')).join('');
    const scenario = declared(NODES + pod('client', 'n1', '10.244.1.5') + twice + hosts + web);
    expect(await outputOf(scenario)).toBe('web');
    expect(await outputOf(scenario, 'client', 'curl -s http://192.168.0.2/')).toBe('a');
  });

  it('tells kube-proxy the network of flannel’s pods', async () => {
    const rules = await outputOf(declared(NODES + PODS + web), 'n1', 'iptables -t nat -S');
    expect(rules).toMatch(/-A KUBE-SVC-\w+ ! -s 10\.244\.0\.0\/16 -d 10\.96\.0\.20\/32 .* -j KUBE-MARK-MASQ/);
  });

  it('joins nodes of two networks by segments of their own', async () => {
    const far = node('n3', '192.168.7.3', '10.244.3.0/24');
    const { segments } = await machinesOf(declared(NODES + far + PODS));
    expect(segments).toEqual({ lan: { ports: ['n1/eth0', 'n2/eth0'] }, 'lan-n3': { ports: ['n3/eth0'] } });
  });

  it('needs no more than people write', async () => {
    const bare = ['n1', 'n2'].map((name) => `\napiVersion: v1\nkind: Node\nmetadata: {name: ${name}}\n---`);
    const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: nginx, ports: [{containerPort: 80}]}]}
---`;
    const client = '\napiVersion: v1\nkind: Pod\nmetadata: {name: client}\nspec: {containers: []}\n---';
    const scenario = declared(bare.join('') + client + deployment + web);
    expect(await outputOf(scenario)).toMatch(/^web-[b-z0-9]{10}-[b-z0-9]{5}$/);
    const services = declared(
      bare.join('') + client + deployment + web.replace('clusterIP: 10.96.0.20, ', 'type: NodePort, '),
      { serviceCIDR: '10.43.0.0/16' },
    );
    const rules = await outputOf(services, 'n1', 'iptables -t nat -S');
    expect(rules).toMatch(/-A KUBE-SERVICES -d 10\.43\.\d+\.\d+\/32 .*default\/web cluster IP/);
    expect(rules).toMatch(/-A KUBE-NODEPORTS .* --dport 3[0-2]\d{3} /);
  });

  it('takes the blocks of Calico where its pods are', async () => {
    const network = {
      kind: 'calico' as const,
      pools: [{ cidr: '10.244.0.0/16', natOutgoing: true, ipipMode: 'Never' as const }],
    };
    const pods = pod('client', 'n1', '10.244.166.130') + pod('web', 'n2', '10.244.219.77');
    const scenario = declared(NODES + pods + web, { network });
    expect(await outputOf(scenario)).toBe('web');
    const routes = await outputOf(scenario, 'n1', 'ip route');
    expect(routes).toContain('blackhole 10.244.166.128/26 proto bird');
    expect(routes).toContain('10.244.219.64/26 via 192.168.0.2 dev eth0 proto bird');
  });

  it('says what it leaves out', async () => {
    const scenario = declared(
      `${NODES}${PODS}\napiVersion: batch/v1\nkind: CronJob\nmetadata: {name: web}\n`,
    );
    const opened = await createEngine().open({ scenario, probe: { in: 'n1', run: 'ip a' } });
    if (!opened.ok) throw new Error(problemText(opened.problem));
    expect(opened.value.warnings.map(problemText)).toEqual([expect.stringMatching(/CronJob.*line \d+/)]);
  });

  it.each([
    ['cluster.kubernetes: kubernetes version: "9"', declared(NODES, { kubernetes: '9' })],
    [
      'cluster.objects: Node n1: has no spec.podCIDR, and none is left for it',
      declared(NODES.replace('spec: {podCIDR: 10.244.1.0/24}', ''), {
        network: { kind: 'flannel', conf: { Network: '10.244.2.0/24', Backend: { Type: 'vxlan' } } },
      }),
    ],
    ['cluster.objects: there is no Node among them', declared(PODS)],
    ['cluster.serviceCIDR: "10.96" is no network', declared(NODES, { serviceCIDR: '10.96' })],
    [
      'cluster.objects: Pod default/web, status.podIP, line 30: 10.244.9.7 is not in 10.244.2.0/24',
      declared(NODES + PODS.replace('10.244.2.7', '10.244.9.7')),
    ],
    ['"10.244" is no network', declared(NODES, { proxy: { clusterCIDR: '10.244' } })],
    [
      'cluster.network.pools.0.cidr: "x" is no network',
      declared(NODES, {
        network: { kind: 'calico', pools: [{ cidr: 'x', natOutgoing: true, ipipMode: 'Never' }] },
      }),
    ],
    ['net-conf.json: is missing', declared(NODES, { network: { kind: 'flannel' } })],
    ['cluster.nodes.gateway: "gw" is no IPv4 address', declared(NODES, { nodes: { gateway: 'gw' } })],
    ['targetport', declared(NODES + PODS + web.replace('targetPort', 'targetport'))],
    [
      'udp: flanneld itself carries the packets',
      declared(NODES, {
        network: { kind: 'flannel', conf: { Network: '10.244.0.0/16', Backend: { Type: 'udp' } } },
      }),
    ],
  ])('is refused whole, with the place: %s', async (message, scenario) => {
    expect(await refusalOf(scenario)).toContain(message);
  });

  it('knows only networks that there are', () => {
    const parsed = parseScenario({
      ...declared(NODES),
      cluster: { ...declared(NODES).cluster, network: { kind: 'weave' } },
    });
    expect(!parsed.ok && problemText(parsed.problem)).toMatch(/^cluster\.network\.kind: .*weave/);
  });
});

describe('a declared Docker host', () => {
  const host = (docker: object, rest: object = {}) => {
    const parsed = parseScenario({
      version: 1,
      title: 'docker',
      machines: {
        host: {
          links: [{ kind: 'nic', name: 'eth0', addresses: ['192.168.0.1/24'] }],
          docker: { version: '20.10.24', ...docker },
          ...rest,
        },
        outside: { links: [{ kind: 'nic', name: 'eth0', addresses: ['192.168.0.9/24'] }] },
      },
      segments: { lan: { ports: ['host/eth0', 'outside/eth0'] } },
      probe: { in: 'outside', run: 'curl -s http://192.168.0.1:8080/' },
    });
    if (!parsed.ok) throw new Error(problemText(parsed.problem));
    return parsed.value;
  };
  const listeners = [{ kind: 'http', port: 80, body: 'hi\n' }];

  it('publishes ports of its containers', async () => {
    const publish = [{ hostPort: 8080, containerPort: 80 }];
    expect(await outputOf(host({ containers: [{ name: 'web', publish, listeners }] }))).toBe('hi');
  });

  it('has containers that live with others, or with the host', async () => {
    const containers = [
      { name: 'app' },
      { name: 'side', network: 'container:app', listeners },
      { name: 'own', network: 'host', listeners: [{ kind: 'http', port: 8080, body: 'host\n' }] },
    ];
    expect(await outputOf(host({ containers }))).toBe('host');
    expect(await outputOf(host({ containers }), 'host/app', 'curl -s http://127.0.0.1/')).toBe('hi');
  });

  it.each([
    [
      'machines.host.docker.defaultBridge.gateway: "172.17.0.1"',
      { defaultBridge: { gateway: '172.17.0.1' } },
    ],
    ['machines.host.docker.containers.0.address: "here"', { containers: [{ name: 'c', address: 'here' }] }],
    [
      'machines.host.docker: container c: there is another of this name',
      { containers: [{ name: 'c' }, { name: 'c' }] },
    ],
  ])('is refused with the place: %s', async (message, docker) => {
    expect(await refusalOf(host(docker))).toContain(message);
  });
});
