// The command line as somebody types it: files of Kubernetes objects and of scenarios, and what is said beside them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseArguments, requestOf } from './cli_request.ts';
import { problemText } from './problem.ts';
import { createEngine } from './serve.ts';

const folder = mkdtempSync(join(tmpdir(), 'hopscope-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

const OBJECTS = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: nginx, ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: 10.96.0.20, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny}
`;

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function asked(...words: string[]) {
  const given = parseArguments(words);
  return given.ok ? requestOf(given.value) : given;
}

async function refused(...words: string[]): Promise<string> {
  const result = await asked(...words);
  return result.ok ? 'understood' : problemText(result.problem);
}

async function opened(...words: string[]) {
  const result = await asked(...words);
  if (!result.ok) throw new Error(problemText(result.problem));
  const answer = await createEngine().open(result.value.request);
  if (!answer.ok) throw new Error(problemText(answer.problem));
  return { ...answer.value, note: result.value.note };
}

describe('a file of Kubernetes objects', () => {
  it('is a cluster; what it does not tell is said beside it, or as usual', async () => {
    const path = file('web.yaml', OBJECTS);
    const { note, probe, trace, warnings } = await opened(path, '--network', 'calico-ipip', '--nodes', '2');
    expect(note).toBe(
      `${path}: Kubernetes 1.31, calico-ipip on 10.244.0.0/16, kube-proxy iptables; nodes: 2, pods: 1, services: 1`,
    );
    expect(probe).toEqual({ in: 'node-1', run: 'curl -s http://10.96.0.20/' });
    expect(trace.outcome.output).toMatch(/^web-\w+-\w+$/);
    expect(warnings.map(problemText)).toEqual([
      expect.stringMatching(/^NetworkPolicy default\/deny, line 15: /),
    ]);
  });

  it('may be asked anything else', async () => {
    const path = file('web.yml', OBJECTS);
    const { trace } = await opened(path, '--proxy-mode', 'ipvs', '--in', 'node-2', '--run', 'ipvsadm -Ln');
    expect(trace.outcome.output).toContain('TCP  10.96.0.20:80 rr');
  });

  it('is refused with the object, the field and the line', async () => {
    const path = file('bad.yaml', OBJECTS.replace('clusterIP', 'clusterIp'));
    expect(await refused(path)).toBe(
      `${path}: Service default/web, spec.clusterIp, line 13: there is no such field; expected clusterIP`,
    );
  });
});

describe('a scenario file', () => {
  const scenario = { version: 1, title: 't', machines: { a: {} }, probe: { in: 'a', run: 'ip rule' } };
  const text = JSON.stringify(scenario, null, 1);

  it('is told by what it says, and refused with the line', async () => {
    const { note, trace } = await opened(file('a.json', text));
    expect(note).toBeNull();
    expect(trace.outcome.output).toMatch(/^0:\s+from all lookup local/);
    const path = file('b.json', text.replace('"run"', '"runs"'));
    expect(await refused(path)).toBe(`${path}: probe.run, line 7: found nothing`);
  });
});

describe('words', () => {
  it.each([
    [['web.yaml', '--network', 'weave'], '--network: there is no network "weave"; expected flannel-vxlan,'],
    [
      ['web.yaml', '--proxy-mode', 'nftables'],
      '--proxy-mode: there is no mode "nftables"; expected iptables or ipvs',
    ],
    [
      ['web.yaml', '--pod-network-cidr', '10.244'],
      '--pod-network-cidr: "10.244" is no network; expected one as',
    ],
    [
      ['web.yaml', '--kubernetes-version', '0.9'],
      '--kubernetes-version: "0.9" is none; expected 1.16 or later',
    ],
    [['web.yaml', '--nodes', '0'], '--nodes: "0" is no number of nodes; expected 1 to 999'],
    [['veth-pair', '--nodes', '3'], '--nodes: it is for Kubernetes objects; expected a file of those'],
    [
      ['veth-pair', '--network', 'calico'],
      '--network: it is for Kubernetes objects; expected a file of those',
    ],
    [['nowhere.yaml'], 'nowhere.yaml: ENOENT'],
    [['veth-pair', '--colour', 'red'], "arguments: Unknown option '--colour'"],
    [['veth-pair', '--in', 'red'], 'arguments: --in and --run go together'],
    [['veth-pair', 'bridge'], 'arguments: one scenario is needed'],
    [[], 'arguments: one scenario is needed'],
  ])('that are not right: %j', async (words, expected) => {
    const given = words.map((word) => (word === 'web.yaml' ? file(word, OBJECTS) : word));
    expect(await refused(...given)).toContain(expected);
  });
});

it('the whole command reads its input, writes its output, and says on the other channel what it assumed', () => {
  const words = ['--import', 'tsx', join(import.meta.dirname, 'cli.ts'), '-', '--format', 'output'];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { input: OBJECTS, encoding: 'utf8' });
  expect(stdout).toMatch(/^web-\w+-\w+\n$/);
  expect(stderr).toMatch(/^standard input: Kubernetes .*\nwarning: NetworkPolicy default\/deny/);
  expect(status).toBe(0);
});
