// Services as document 002 tells of them: which pod answers, by which chains, and under which addresses.
import { describe, expect, it } from 'vitest';
import type { Opened } from '../../protocol.ts';
import type { Scenario, ScenarioCommand } from '../schema.ts';
import { library, loadScenario } from './index.ts';
import { open, shown } from './shown.fixture.ts';

const at = (place: string, run: string): ScenarioCommand => ({ in: place, run });

async function scenarioOf(id: string): Promise<Scenario> {
  const loaded = await loadScenario(id);
  if (!loaded.ok) throw new Error(loaded.problem.what);
  return loaded.value;
}

/** The pod that answered, `ttl 62` of the answers to a ping, or why there was no answer. */
function outcomeOf({ trace: { outcome } }: Opened): string {
  const [ttl] = outcome.output.match(/ttl=\d+/) ?? [];
  const [pod] = outcome.output.match(/^(nginx-test|web)-\S+$/) ?? [];
  return outcome.failure ?? ttl?.replace('=', ' ') ?? pod ?? 'printed';
}

/** The pods with the addresses 10.42.1.6 and 10.42.2.6. */
const [ON_NODE1, ON_NODE2] = ['nginx-test-7646687cc4-p9hkq', 'nginx-test-7646687cc4-t4ws2'];

/** Of the probe and of each alternative, in their order. */
const OUTCOMES: Readonly<Record<string, readonly string[]>> = {
  'clusterip-iptables': [ON_NODE1, ON_NODE1, ON_NODE1, 'timeout', 'printed', 'printed'],
  'nodeport-iptables': [ON_NODE2, ON_NODE2, ON_NODE2, 'unreachable', 'printed', 'printed'],
  'clusterip-ipvs': [ON_NODE2, ON_NODE2, ON_NODE2, 'ttl 64', 'printed', 'printed', 'printed'],
  'nodeport-ipvs': [ON_NODE2, ON_NODE2, ON_NODE2, 'unreachable', 'printed', 'printed'],
  'nodeport-policy': [ON_NODE2, ON_NODE1, ON_NODE2, 'timeout', ON_NODE2, 'printed'],
  'host-gw-42': ['ttl 62', 'printed', 'nginx-test-7646687cc4-z8xnq', 'printed', 'ttl 63'],
  'rule-growth': ['web-3', 'web-3', 'printed', 'printed'],
};

describe.each(Object.entries(OUTCOMES))('%s', (id, outcomes) => {
  it('answers as its description says', async () => {
    const { probe, alternatives = [] } = await scenarioOf(id);
    const opened = await Promise.all([probe, ...alternatives].map((each) => open(id, each)));
    expect(opened.map(outcomeOf)).toEqual(outcomes);
  });

  it('names its probes by whole places, and has a description and a source', async () => {
    const { probe, alternatives = [], description = '' } = await scenarioOf(id);
    const { outline } = await open(id, probe);
    const places = outline.namespaces.map(({ name }) => name);
    expect(places).toEqual(expect.arrayContaining([probe, ...alternatives].map((each) => each.in)));
    expect(description.length).toBeGreaterThan(200);
    expect(library.find((each) => each.id === id)!.source).toMatchObject({
      document: '002',
      section: expect.stringMatching(/^§[3-6]/),
    });
  });
});

type Event = Opened['trace']['events'][number];

/** What happens in one namespace to the first packet of a connection, until it is in a tunnel. */
function firstPacketIn({ trace, outline }: Opened, name: string): readonly Event['did'][] {
  const ns = outline.namespaces.findIndex((each) => each.name === name);
  const here = trace.events.filter((event) => event.ns === ns);
  const isNew = ({ did }: Event) => did.kind === 'conntrack' && did.action === 'new';
  const [first, tunnel] = here.filter(isNew);
  const until = tunnel ? here.indexOf(tunnel) : here.length;
  return here
    .slice(here.indexOf(first!), until)
    .filter(({ skb }) => skb === first!.skb)
    .map(({ did }) => did);
}

/** In table nat: `CHAIN > CHAIN` for each jump, `CHAIN: TARGET` for what is done. */
const walkOf = (did: readonly Event['did'][]) =>
  did.flatMap((each) => {
    if (each.kind !== 'walk' || each.table !== 'nat' || !each.matched) return [];
    const { chain, outcome } = each;
    if (outcome.kind === 'jump') return [`${chain} > ${outcome.chain}`];
    return outcome.kind === 'nat' || outcome.kind === 'continue' ? [`${chain}: ${outcome.target}`] : [];
  });

/** The hooks at which a table was asked, each once. */
const hooksOf = (did: readonly Event['did'][]) => [
  ...new Set(did.flatMap((each) => (each.kind === 'table' ? [each.hook] : []))),
];

const SVC = 'KUBE-SVC-7CWUT4JBGBRVUN2L';
const EXT = 'KUBE-EXT-7CWUT4JBGBRVUN2L';
const SEPS = ['KUBE-SEP-U2YYZT2C3O6VM4EV', 'KUBE-SEP-GWUIQWA2TNZI4ESX'] as const;

describe('a ClusterIP by iptables', () => {
  it('002.f01: walks from PREROUTING to the chain of one endpoint, and is not masqueraded', async () => {
    const did = firstPacketIn(await open('clusterip-iptables', null), 'master');
    expect(walkOf(did).slice(0, 4)).toEqual([
      'PREROUTING > KUBE-SERVICES',
      `KUBE-SERVICES > ${SVC}`,
      `${SVC} > ${SEPS[0]}`,
      `${SEPS[0]}: DNAT`,
    ]);
    const rewritten = did.flatMap((each) =>
      each.kind === 'nat' ? [`${each.manip} ${each.from} ${each.to}`] : [],
    );
    expect(rewritten).toEqual(['dst 10.43.6.58:80 10.42.1.6:80']);
  });

  it('002.f03: passes PREROUTING, FORWARD and POSTROUTING', async () => {
    const did = firstPacketIn(await open('clusterip-iptables', null), 'master');
    expect(hooksOf(did)).toEqual(['PREROUTING', 'FORWARD', 'POSTROUTING']);
  });

  it('gives each endpoint about half of the connections', async () => {
    const scenario = await scenarioOf('clusterip-iptables');
    const seeds = Array.from({ length: 40 }, (_, seed) => seed);
    const opened = await Promise.all(seeds.map((seed) => open({ ...scenario, seed }, scenario.probe)));
    const first = opened.filter((each) => outcomeOf(each) === ON_NODE1).length;
    expect(first).toBeGreaterThanOrEqual(14);
    expect(first).toBeLessThanOrEqual(26);
    expect(opened.map(outcomeOf).filter((pod) => pod !== ON_NODE1 && pod !== ON_NODE2)).toEqual([]);
  });

  it('002.x06: hides an endpoint that calls its own service behind its node', async () => {
    const place = `node1/${ON_NODE1}`;
    const did = firstPacketIn(
      await open('clusterip-iptables', at(place, 'curl -s http://10.43.6.58/')),
      'node1',
    );
    expect(walkOf(did)).toEqual(
      expect.arrayContaining([`${SEPS[0]} > KUBE-MARK-MASQ`, 'KUBE-POSTROUTING: MASQUERADE']),
    );
  });

  it('002.n01: no device has the address', async () => {
    expect(await shown('clusterip-iptables', at('master', 'ip addr | grep 10.43.6.58'))).toEqual([]);
  });
});

describe('a NodePort by iptables', () => {
  it('002.f02: walks by KUBE-NODEPORTS and KUBE-EXT, is marked, and masqueraded', async () => {
    const did = firstPacketIn(await open('nodeport-iptables', null), 'master');
    expect(walkOf(did).filter((step) => !/FLANNEL|CNI/.test(step))).toEqual([
      'PREROUTING > KUBE-SERVICES',
      'KUBE-SERVICES > KUBE-NODEPORTS',
      `KUBE-NODEPORTS > ${EXT}`,
      `${EXT} > KUBE-MARK-MASQ`,
      'KUBE-MARK-MASQ: MARK',
      `${EXT} > ${SVC}`,
      `${SVC} > ${SEPS[1]}`,
      `${SEPS[1]}: DNAT`,
      'POSTROUTING > KUBE-POSTROUTING',
      'KUBE-POSTROUTING: MARK',
      'KUBE-POSTROUTING: MASQUERADE',
    ]);
    expect(did.some((each) => each.kind === 'walk' && each.mark === 0x4000)).toBe(true);
  });
});

describe('the same by IPVS', () => {
  it('002.f04: passes PREROUTING, INPUT and POSTROUTING, and OUTPUT, which the document leaves out', async () => {
    for (const id of ['clusterip-ipvs', 'nodeport-ipvs']) {
      const did = firstPacketIn(await open(id, null), 'master');
      expect(hooksOf(did)).toEqual(['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING']);
    }
  });

  it('002.f04: IPVS rewrites the destination in INPUT', async () => {
    const did = firstPacketIn(await open('clusterip-ipvs', null), 'master');
    expect(did).toContainEqual(
      expect.objectContaining({ kind: 'ipvs', hook: 'INPUT', action: 'translated', to: '10.42.2.6:80' }),
    );
    expect(did.some(({ kind }) => kind === 'nat')).toBe(false);
  });

  it('002.n01: kube-ipvs0 has the address', async () => {
    const lines = await shown('clusterip-ipvs', at('master', 'ip addr | grep 10.43.6.58'));
    expect(lines).toEqual(['inet 10.43.6.58/32 scope global kube-ipvs0']);
  });

  it('002.n14: takes the pods in turn', async () => {
    const lines = await shown('clusterip-ipvs', at('master', 'ipvsadm -Ln'));
    const from = lines.indexOf('TCP 10.43.6.58:80 rr');
    expect(lines.slice(from + 1, from + 3)).toEqual([
      '-> 10.42.1.6:80 Masq 1 0 0',
      '-> 10.42.2.6:80 Masq 1 0 0',
    ]);
  });

  it('opens a NodePort at every address of the node, also at those of cni0 and flannel.1', async () => {
    const lines = await shown('nodeport-ipvs', at('master', 'ipvsadm -Ln'));
    const opened = lines.flatMap((line) => /^TCP (\S+):32506 rr$/.exec(line)?.[1] ?? []);
    expect(opened.sort()).toEqual(['10.42.0.0', '10.42.0.1', '192.168.205.4']);
  });

  it('sees the answer of a NodePort in FORWARD', async () => {
    const { trace, outline } = await open('nodeport-ipvs', null);
    const master = outline.namespaces.findIndex(({ name }) => name === 'master');
    const did = trace.events.filter(({ ns }) => ns === master).map((event) => event.did);
    expect(did).toContainEqual(
      expect.objectContaining({ kind: 'ipvs', hook: 'FORWARD', action: 'translated', manip: 'src' }),
    );
  });
});

describe('externalTrafficPolicy', () => {
  const ask = (port: number) =>
    open('nodeport-policy', at('visitor', `curl -s http://192.168.205.3:${port}/`));
  const rewritten = ({ trace }: Opened) =>
    trace.events.flatMap(({ did }) => (did.kind === 'nat' ? [`${did.manip} ${did.to}`] : [])).slice(0, 2);

  it('Cluster: a mark, a pod of any node, and a masquerade', async () => {
    const opened = await ask(30080);
    expect(walkOf(firstPacketIn(opened, 'node1'))).toEqual([
      'PREROUTING > KUBE-SERVICES',
      'KUBE-SERVICES > KUBE-NODEPORTS',
      'KUBE-NODEPORTS > KUBE-EXT-LZDFLWUWJFDOHRMD',
      'KUBE-EXT-LZDFLWUWJFDOHRMD > KUBE-MARK-MASQ',
      'KUBE-MARK-MASQ: MARK',
      'KUBE-EXT-LZDFLWUWJFDOHRMD > KUBE-SVC-LZDFLWUWJFDOHRMD',
      expect.stringMatching(/^KUBE-SVC-LZDFLWUWJFDOHRMD > KUBE-SEP-/),
      expect.stringMatching(/^KUBE-SEP-\S+: DNAT$/),
      'POSTROUTING > KUBE-POSTROUTING',
      'KUBE-POSTROUTING: MARK',
      'KUBE-POSTROUTING: MASQUERADE',
    ]);
    expect(rewritten(opened)).toEqual(['dst 10.42.2.6:80', expect.stringMatching(/^src 10\.42\.1\.0:/)]);
  });

  it('Local: a pod of this node, which sees the visitor', async () => {
    const opened = await ask(30081);
    expect(walkOf(firstPacketIn(opened, 'node1'))).toEqual([
      'PREROUTING > KUBE-SERVICES',
      'KUBE-SERVICES > KUBE-NODEPORTS',
      'KUBE-NODEPORTS > KUBE-EXT-7WMTEEWJICIRW7TQ',
      'KUBE-EXT-7WMTEEWJICIRW7TQ > KUBE-SVL-7WMTEEWJICIRW7TQ',
      expect.stringMatching(/^KUBE-SVL-7WMTEEWJICIRW7TQ > KUBE-SEP-/),
      expect.stringMatching(/^KUBE-SEP-\S+: DNAT$/),
      'POSTROUTING > KUBE-POSTROUTING',
      'POSTROUTING > FLANNEL-POSTRTG',
    ]);
    // Then the answer's source becomes the node's again: nobody has put another in the visitor's place.
    expect(rewritten(opened)).toEqual(['dst 10.42.1.6:80', 'src 192.168.205.3:30081']);
  });

  it('Local, on a node without a pod: a rule of filter that says why', async () => {
    const { trace } = await open(
      'nodeport-policy',
      at('visitor', 'curl -s -m 2 http://192.168.205.4:30081/'),
    );
    const last = trace.events.findLast(({ did }) => did.kind === 'walk' && did.matched)?.did;
    expect(last).toMatchObject({ chain: 'KUBE-EXTERNAL-SERVICES', outcome: { verdict: 'DROP' } });
    const rules = await shown('nodeport-policy', at('master', 'iptables -S KUBE-EXTERNAL-SERVICES'));
    expect(rules.at(-1)).toContain('has no local endpoints');
  });
});

describe('rule-growth', () => {
  it('tries ten rules for the last of ten services, and one for the first', async () => {
    const tried = async (address: string) => {
      const opened = await open('rule-growth', at('master/client', `curl -s http://${address}/`));
      const walk = firstPacketIn(opened, 'master').find(
        (did) => did.kind === 'walk' && did.chain === 'KUBE-SERVICES',
      );
      return walk?.kind === 'walk' ? walk.tried : 0;
    };
    expect([await tried('10.43.0.110'), await tried('10.43.0.101')]).toEqual([10, 1]);
  });
});
