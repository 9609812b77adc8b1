// From what somebody has (nothing, objects, a scenario) to a scenario, and again.
import { describe, expect, it } from 'vitest';
import { problemText } from '../../problem.ts';
import { createEngine } from '../../serve.ts';
import { loadScenario } from '../library/index.ts';
import { encodeLink } from '../link.ts';
import type { Scenario } from '../schema.ts';
import { draftFrom, draftOf, newDraft } from './begin.ts';
import type { Draft, DraftObject } from './draft.ts';
import { NETWORKS, type NetworkId } from './networks.ts';
import { type Surveyed, survey } from './survey.ts';

function surveyed(draft: Draft): Surveyed {
  const { outcome } = survey(draft);
  if (!outcome.ok) throw new Error(problemText(outcome.problem));
  return outcome.value;
}

async function outputOf(scenario: Scenario): Promise<string> {
  const opened = await createEngine().open({ scenario, probe: null });
  if (!opened.ok) throw new Error(problemText(opened.problem));
  return opened.value.trace.outcome.output;
}

async function libraryDraft(id: string): Promise<Draft> {
  const scenario = await loadScenario(id);
  if (!scenario.ok) throw new Error(id);
  return draftOf(scenario.value)!;
}

const withSettings = (draft: Draft, settings: Partial<Draft['settings']>): Draft => ({
  ...draft,
  settings: { ...draft.settings, ...settings },
});

const listed = (draft: Draft) => survey(draft).objects!;

/** Without the objects of a name. */
const without = (draft: Draft, name: string): Draft => ({
  ...draft,
  objects: listed(draft).filter(({ value }) => (value.metadata as { name: string }).name !== name),
});

describe('a new network', () => {
  it.each(Object.keys(NETWORKS).filter((id) => id !== 'flannel-udp') as NetworkId[])(
    'is answered, in either mode of kube-proxy: %s',
    async (network) => {
      for (const mode of ['iptables', 'ipvs'] as const) {
        const { scenario } = surveyed(withSettings(newDraft('new'), { network, mode }));
        expect(scenario.probe).toEqual({ in: 'client', run: 'curl -s http://10.96.0.20/' });
        expect(await outputOf(scenario)).toMatch(/^web-[12]$/);
      }
    },
  );

  it('says what was given out, and what can be asked', () => {
    const { places, targets, warnings } = surveyed(newDraft('new'));
    expect(warnings).toEqual([]);
    expect(places.nodes.map(({ podCIDR }) => podCIDR)).toEqual([
      '10.244.0.0/24',
      '10.244.1.0/24',
      '10.244.2.0/24',
    ]);
    expect(places.pods.map(({ place, address }) => `${place} ${address}`)).toEqual([
      'client 10.244.0.2',
      'web-1 10.244.1.2',
      'web-2 10.244.2.2',
    ]);
    expect(places.services).toMatchObject([
      { address: '10.96.0.20', endpoints: ['10.244.1.2', '10.244.2.2'] },
    ]);
    expect(targets.map(({ kind, run }) => `${kind}: ${run}`)).toEqual([
      'service: curl -s http://10.96.0.20/',
      'pod: ping -c 1 10.244.0.2',
      'pod: ping -c 1 10.244.1.2',
      'pod: ping -c 1 10.244.2.2',
      'node: ping -c 1 192.168.0.11',
      'node: ping -c 1 192.168.0.12',
      'node: ping -c 1 192.168.0.13',
    ]);
  });

  it.each([
    ['podCIDR', '10.244', 'podCIDR: "10.244" is no network; expected one as 10.244.0.0/16'],
    ['serviceCIDR', 'x', 'serviceCIDR: "x" is no network; expected one as 10.96.0.0/12'],
    ['kubernetes', '2', 'kubernetes: "2" is none; expected 1.16 or later, as in 1.28.3'],
    ['title', 'x'.repeat(201), 'title: found '],
  ])('is told by the name of the setting what is wrong with it: %s', (name, text, expected) => {
    const { outcome } = survey(withSettings(newDraft('new'), { [name]: text }));
    expect(!outcome.ok && problemText(outcome.problem)).toContain(expected);
  });
});

describe('a probe', () => {
  const probeOf = (objects: string) => surveyed(draftFrom(objects, 'x')).scenario.probe;
  const pod = (name: string) =>
    `\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, labels: {app: ${name}}}\nspec: {containers: []}`;
  const service = (spec: string) =>
    `\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {clusterIP: 10.96.0.9, selector: {app: a}, ${spec}}`;

  it('goes to a service from a pod that is not behind it, or from a node', () => {
    expect(probeOf(pod('a') + pod('b') + service('ports: [{port: 81}]'))).toEqual({
      in: 'b',
      run: 'curl -s http://10.96.0.9:81/',
    });
    expect(probeOf(pod('a') + service('ports: [{port: 80}]')).in).toBe('node-1');
  });

  it('speaks as the port does', () => {
    const ports = 'ports: [{name: d, port: 53, protocol: UDP}]';
    expect(probeOf(pod('a') + service(ports)).run).toBe('dig +short @10.96.0.9 s.default.svc.cluster.local');
    expect(probeOf(pod('a') + service(ports.replace('53', '514'))).run).toBe('nc -zu -w 1 10.96.0.9 514');
  });

  it('goes to a pod elsewhere when there is no service, and to a node when there is no pod', () => {
    expect(probeOf(pod('a') + pod('b'))).toEqual({ in: 'a', run: 'ping -c 1 10.244.1.2' });
    expect(probeOf(pod('a'))).toEqual({ in: 'node-1', run: 'ping -c 1 10.244.0.2' });
    expect(probeOf('# nothing')).toEqual({ in: 'node-1', run: 'ping -c 1 192.168.0.13' });
  });

  it('names a pod by its node where a node has the same name', () => {
    expect(probeOf(pod('node-1') + pod('zero')).in).toBe('node-1/node-1');
  });

  it('of every kind is a command that is understood', async () => {
    const text =
      pod('a') +
      service(
        'type: NodePort, ports: [{name: t, port: 80}, {name: u, port: 53, protocol: UDP}, {name: v, port: 9, protocol: UDP}]',
      );
    const { scenario, targets } = surveyed(draftFrom(text, 'x'));
    for (const { run } of targets)
      await expect(outputOf({ ...scenario, probe: { in: 'node-2', run } })).resolves.toBeTypeOf('string');
  });
});

describe('objects of a cluster that runs somewhere', () => {
  const node = (metadata: string, rest: string) =>
    `\n---\napiVersion: v1\nkind: Node\nmetadata: {name: n1, ${metadata}}\n${rest}\n`;
  const status =
    'status: {addresses: [{type: InternalIP, address: 10.0.0.1}], nodeInfo: {kubeletVersion: v1.27.4+k3s1}}';
  const settingsOf = (text: string) => draftFrom(text, 'x').settings;

  it('tell its release, its network and its addresses', () => {
    const k3s = node(
      'annotations: {flannel.alpha.coreos.com/backend-type: host-gw, flannel.alpha.coreos.com/public-ip: 10.0.0.1}',
      `spec: {podCIDR: 10.42.0.0/24}\n${status}`,
    );
    const service =
      '\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {clusterIP: 10.43.7.1, ports: [{port: 80}]}';
    expect(settingsOf(k3s + service)).toEqual({
      title: 'x',
      kubernetes: '1.27.4',
      network: 'flannel-host-gw',
      podCIDR: '10.42.0.0/16',
      serviceCIDR: '10.43.0.0/16',
      mode: 'iptables',
    });
  });

  it('tell of Calico, and of its tunnels', () => {
    const calico = (more: string) =>
      settingsOf(node(`annotations: {projectcalico.org/IPv4Address: 10.0.0.1/24${more}}`, status)).network;
    expect(calico('')).toBe('calico');
    expect(calico(', projectcalico.org/IPv4IPIPTunnelAddr: 10.244.1.0')).toBe('calico-ipip');
  });

  it('tell what the ConfigMaps of flannel and kube-proxy say', () => {
    const map = (name: string, file: string, text: string) =>
      `\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {${file}: ${JSON.stringify(text)}}`;
    const conf = '{"Network": "10.5.0.0/16", "Backend": {"Type": "vxlan", "DirectRouting": true}}';
    const text =
      map('kube-flannel-cfg', 'net-conf.json', conf) + map('kube-proxy', 'config.conf', 'mode: ipvs');
    expect(settingsOf(text)).toMatchObject({
      network: 'flannel-vxlan-direct',
      podCIDR: '10.5.0.0/16',
      mode: 'ipvs',
    });
  });

  it('get nodes where they have none, behind the text', () => {
    const pods = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: []}\n';
    const draft = draftFrom(pods, 'x', 2);
    expect(draft.objects).toMatch(/^apiVersion: v1\nkind: Pod\n/);
    expect(surveyed(draft).places.counts).toEqual({ nodes: 2, pods: 1, services: 0 });
    expect(draftFrom(node('labels: {}', status), 'x').objects).not.toContain('node-1');
  });

  it('are kept as they are where they cannot be read', () => {
    const text = 'kind: [Pod';
    expect(draftFrom(text, 'x').objects).toBe(text);
    expect(survey(draftFrom(text, 'x')).outcome.ok).toBe(false);
  });
});

describe('a scenario that is declared again', () => {
  it.each(['clusterip-ipvs', 'calico-ipip', 'host-gw-kubeadm', 'rule-growth'])(
    'is the same when nothing is changed: %s',
    async (id) => {
      const scenario = await loadScenario(id);
      const again = surveyed(await libraryDraft(id)).scenario;
      if (!scenario.ok) throw new Error(id);
      const { objects: _, ...cluster } = scenario.value.cluster!;
      expect({ ...again, cluster: null }).toEqual({ ...scenario.value, cluster: null });
      expect(again.cluster).toMatchObject({ ...cluster, proxy: cluster.proxy ?? {} });
      expect(await outputOf(again)).toBe(await outputOf(scenario.value));
    },
  );

  it('keeps what a form does not show, until its network is changed', async () => {
    const draft = await libraryDraft('clusterip-ipvs');
    const network = (settings: Partial<Draft['settings']>) =>
      surveyed(withSettings(draft, settings)).scenario.cluster!.network;
    expect(network({ mode: 'iptables' })).toMatchObject({ release: 'v0.22.2' });
    expect(network({ network: 'flannel-host-gw' })).toEqual({
      kind: 'flannel',
      conf: { Network: '10.42.0.0/16', Backend: { Type: 'host-gw' } },
    });
    expect(surveyed(draft).scenario.machines).toHaveProperty('gateway');
  });

  it('says nothing more of nodes and pods that are gone', async () => {
    const draft = await libraryDraft('calico-native');
    const less = without({ ...draft, probe: { in: 'node1', run: 'ip route' } }, 'pod2');
    expect(surveyed(less).scenario.cluster!.pods).toEqual({});
    const fewer = without(without(without(less, 'pod1'), 'master'), 'pod2-service');
    const { scenario } = surveyed(fewer);
    expect(Object.keys(scenario.machines)).toEqual(['node1']);
    expect(JSON.stringify(scenario.segments ?? {})).not.toContain('master/');
    await expect(outputOf(scenario)).resolves.toContain('default');
  });

  it('is none without a cluster', async () => {
    const scenario = await loadScenario('veth-pair');
    expect(scenario.ok && draftOf(scenario.value)).toBeNull();
  });
});

it('the link of a new network with 30 pods and 10 services is no essay', async () => {
  const draft = newDraft('My cluster');
  const rows: DraftObject[] = [
    ...listed(draft).slice(0, 3),
    ...Array.from({ length: 30 }, (_, at) => ({
      text: null,
      value: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: `web-${at + 1}`, labels: { app: `web-${at % 10}` } },
        spec: { containers: [{ name: 'main', image: 'nginx', ports: [{ containerPort: 80 }] }] },
      },
    })),
    ...Array.from({ length: 10 }, (_, at) => ({
      text: null,
      value: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: `web-${at}` },
        spec: { selector: { app: `web-${at}` }, ports: [{ port: 80 }] },
      },
    })),
  ];
  const { scenario } = surveyed({ ...draft, objects: rows });
  const link = await encodeLink({
    scenario,
    probe: null,
    commands: [],
    at: null,
    zoom: 'hop',
    focus: null,
    pane: null,
    compared: null,
    notes: [],
    breakpoints: [],
  });
  expect(link.length).toBeLessThan(2000);
});
