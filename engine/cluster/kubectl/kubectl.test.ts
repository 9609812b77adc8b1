// What kubectl answers, and what becomes of the objects.
import { describe, expect, it } from 'vitest';
import { parseLine, type Stage } from '../../shell/line.ts';
import { readManifest } from '../manifest/read_manifest.ts';
import { kubectl, type Ran } from './kubectl.ts';
import { type KubeObject, objectsOf } from './objects.ts';
import { rowsOf } from './rows.ts';

const TEXT = `
apiVersion: v1
kind: Node
metadata: {name: n1}
spec: {podCIDR: 10.244.1.0/24}
status: {addresses: [{type: InternalIP, address: 192.168.0.1}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {nodeName: n1, containers: [{name: main, image: nginx, ports: [{containerPort: 80}]}]}
status: {podIP: 10.244.1.7}
---
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {clusterIP: 10.96.0.20, selector: {app: web}, ports: [{port: 80}]}
  - apiVersion: apps/v1
    kind: Deployment
    metadata: {name: shop, namespace: prod}
    spec:
      replicas: 1
      selector: {matchLabels: {app: shop}}
      template:
        metadata: {labels: {app: shop}}
        spec: {containers: [{name: main, image: shop, ports: [{containerPort: 8080}]}]}
`;

const read = objectsOf(TEXT);
if (!read.ok) throw new Error(read.problem.what);
const start = read.value;

function run(line: string, objects: readonly KubeObject[] = start, stdin: string | null = null): Ran {
  const [{ words }] = parseLine(line) as [Stage];
  const rows = () => {
    const manifest = readManifest(JSON.stringify({ kind: 'List', apiVersion: 'v1', items: objects }));
    if (!manifest.ok) throw new Error(manifest.problem.what);
    return rowsOf('1.28', manifest.value, objects);
  };
  return kubectl({ words, stdin, objects, rows });
}

/** Several, one after the other. */
const all = (...lines: readonly string[]) =>
  lines.reduce((objects, line) => run(line, objects).objects ?? objects, start as readonly KubeObject[]);

const named = (objects: readonly KubeObject[] | null, name: string, kind = 'Pod') =>
  objects?.find((object) => object.kind === kind && (object.metadata as { name: string }).name === name);

describe('kubectl does what the API server does', () => {
  it('takes node ports from a service that needs none any more', () => {
    const line = `patch svc web -p '{"spec":{"type":"ClusterIP"}}'`;
    const open = run(
      `patch svc web --type=merge -p '{"spec":{"type":"NodePort","externalTrafficPolicy":"Local","ports":[{"port":80,"nodePort":30080}]}}'`,
    ).objects!;
    expect(named(open, 'web', 'Service')!.spec).toMatchObject({ ports: [{ nodePort: 30080 }] });
    const { spec } = named(run(line, open).objects, 'web', 'Service')!;
    expect(spec).toEqual({
      clusterIP: '10.96.0.20',
      selector: { app: 'web' },
      type: 'ClusterIP',
      ports: [{ port: 80 }],
    });
  });

  it('gives no name twice when a workload grows, shrinks and grows again', () => {
    const pods = `[{"apiVersion":"v1","kind":"Pod","metadata":{"name":"shop-1","namespace":"prod","labels":{"app":"shop"}},"spec":{"containers":[{"name":"main","image":"shop"}]}}]`;
    const list = `{"apiVersion":"v1","kind":"List","items":${pods}}`;
    const written = run('apply -f -', start, list).objects!;
    const grown = run('scale deploy/shop --replicas=3 -nprod', written).objects!;
    const less = run('delete pod shop-1 -n prod', grown).objects!;
    const again = run('scale deploy/shop --replicas=4 -nprod', less).objects!;
    const names = again.filter(({ kind }) => kind === 'Pod').map(({ metadata }) => JSON.stringify(metadata));
    expect(new Set(names).size).toBe(5);
  });

  it('leaves the pods of others alone, and says how many are too many', () => {
    const change = `{"spec":{"selector":{"matchLabels":null}}}`;
    const vague = run(`patch deploy shop -n prod --type=merge -p '${change}'`).objects!;
    const scaled = run('scale deploy/shop --replicas=0 -nprod', vague).objects!;
    expect(named(scaled, 'web')).toBeDefined();
    expect(run('scale deploy/shop --replicas=5000 -nprod').stderr).toContain('at most 1000');
  });
});

describe('kubectl', () => {
  it.each([
    ['delete pod web', 'pod "web" deleted\n'],
    ['delete svc/web', 'service "web" deleted\n'],
    ['delete deployment shop -n prod', 'deployment.apps "shop" deleted\n'],
    ['run client --image=netshoot', 'pod/client created\n'],
    ['create service clusterip db --tcp=5432', 'service/db created\n'],
    ['expose pod web --name=again', 'service/again exposed\n'],
    ['expose deploy shop -n prod --port 80 --target-port=8080', 'service/shop exposed\n'],
    ['scale deploy/shop --replicas=3 -nprod', 'deployment.apps/shop scaled\n'],
    ['label pod web app-', 'pod/web unlabeled\n'],
    ['label pod web tier=front', 'pod/web labeled\n'],
    [`patch svc web -p '{"spec":{"type":"NodePort"}}'`, 'service/web patched\n'],
    [`patch svc web -p '{"spec":{"clusterIP":"10.96.0.20"}}'`, 'service/web patched (no change)\n'],
  ])('%s', (line, stdout) => {
    expect(run(line)).toMatchObject({ stdout, stderr: '', code: 0 });
  });

  it.each([
    ['delete pod nobody', 'Error from server (NotFound): pods "nobody" not found\n'],
    ['delete deploy shop', 'Error from server (NotFound): deployments.apps "shop" not found\n'],
    ['delete frob web', `error: the server doesn't have a resource type "frob"\n`],
    ['run web --image=nginx', 'Error from server (AlreadyExists): pods "web" already exists\n'],
    ['run other', 'error: required flag(s) "image" not set\n'],
    ['run other --image=nginx --frob', 'error: unknown flag: --frob\n'],
    ['label pod web app=other', `error: 'app' already has a value (web), and --overwrite is false\n`],
    ['create service clusterip db', 'error: at least one tcp port specifier must be provided\n'],
    ['get pods -n empty', 'No resources found in empty namespace.\n'],
    ['get pod nobody', 'Error from server (NotFound): pods "nobody" not found\n'],
  ])('%s is refused', (line, stderr) => {
    expect(run(line)).toEqual({ stdout: '', stderr, code: 1, objects: null });
  });

  it('leaves alone what is not meant', () => {
    expect(run('delete pod web').objects).toEqual(start.filter((object) => object !== named(start, 'web')));
    expect(run('get pods').objects).toBeNull();
  });

  it('runs a pod where it is told to, with what it is told', () => {
    const line = `run new --image=nginx --port=80 --labels=app=web --overrides='{"spec":{"nodeName":"n1"}}'`;
    expect(named(all(line), 'new')).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'new', namespace: 'default', labels: { app: 'web' } },
      spec: { nodeName: 'n1', containers: [{ name: 'new', image: 'nginx', ports: [{ containerPort: 80 }] }] },
    });
  });

  it('exposes what a deployment selects, by the port its containers declare', () => {
    expect(named(all('expose deployment shop -n prod'), 'shop', 'Service')).toMatchObject({
      metadata: { name: 'shop', namespace: 'prod' },
      spec: { type: 'ClusterIP', selector: { app: 'shop' }, ports: [{ port: 8080, targetPort: 8080 }] },
    });
  });

  it('takes labels away, and a pod out of its service with them', () => {
    const rows = run('get endpoints', all('label pod web app-'));
    expect(rows.stdout).toMatch(/^web {4}<none> {6}<unknown>$/m);
    expect(run('get endpoints').stdout).toMatch(/^web {4}10\.244\.1\.7:80 {3}<unknown>$/m);
  });

  it('scales pods that are written down with their workload', () => {
    const pod = `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"shop-1","namespace":"prod","labels":{"app":"shop"}},"spec":{"containers":[]}}`;
    const objects = run('apply -f -', start, pod).objects!;
    const own = (of: readonly KubeObject[]) =>
      of.filter(
        ({ kind, metadata }) => kind === 'Pod' && (metadata as { namespace?: string }).namespace === 'prod',
      );
    expect(own(run('scale deploy shop -n prod --replicas=3', objects).objects!)).toHaveLength(3);
    expect(own(run('scale deploy shop -n prod --replicas=0', objects).objects!)).toHaveLength(0);
  });

  it('applies what is piped into it', () => {
    const node = JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n2' } });
    expect(run('apply -f -', start, node)).toMatchObject({ stdout: 'node/n2 created\n', code: 0 });
    const service = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { type: 'NodePort' },
    });
    const configured = run('apply -f -', start, service);
    expect(configured.stdout).toBe('service/web configured\n');
    expect(named(configured.objects, 'web', 'Service')).toMatchObject({
      spec: { type: 'NodePort', clusterIP: '10.96.0.20' },
    });
    expect(run('apply -f -', configured.objects!, service).stdout).toBe('service/web unchanged\n');
    expect(run('apply -f pod.yaml').code).toBe(1);
  });

  it('lists as kubectl does', () => {
    expect(run('get pods -o wide').stdout.split('\n')).toEqual([
      'NAME   READY   STATUS    RESTARTS   AGE         IP           NODE   NOMINATED NODE   READINESS GATES',
      'web    1/1     Running   0          <unknown>   10.244.1.7   n1     <none>           <none>',
      '',
    ]);
    expect(run('get svc -A').stdout.split('\n')).toEqual([
      'NAMESPACE   NAME   TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE',
      'default     web    ClusterIP   10.96.0.20   <none>        80/TCP    <unknown>',
      '',
    ]);
  });
});
