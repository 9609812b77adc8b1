// kubectl among the commands of a scenario: the cluster is another one, and its nodes follow from that.
import { describe, expect, it } from 'vitest';
import { problemText } from '../../problem.ts';
import { createEngine } from '../../serve.ts';
import type { ScenarioCommand } from '../schema.ts';

const inCluster = (run: string): ScenarioCommand => ({ in: 'cluster', run });

async function open(
  commands: readonly ScenarioCommand[],
  probe: ScenarioCommand | null = null,
  scenario = 'clusterip-iptables',
) {
  const opened = await createEngine().open({ scenario, probe, commands });
  if (!opened.ok) throw new Error(problemText(opened.problem));
  return opened.value;
}

const namesOf = ({ outline }: Awaited<ReturnType<typeof open>>) => outline.namespaces.map(({ name }) => name);

const [ONE, OTHER] = ['nginx-test-7646687cc4-p9hkq', 'nginx-test-7646687cc4-t4ws2'];

describe('kubectl as an edit', () => {
  it('takes a pod away: its namespace is gone, and the service leads to the other', async () => {
    const opened = await open([inCluster(`kubectl delete pod ${ONE}`)]);
    expect(namesOf(opened)).not.toContain(`node1/${ONE}`);
    expect(opened.trace.outcome).toMatchObject({ answered: true, output: expect.stringContaining(OTHER!) });
  });

  it('takes a pod out of its service, and leaves it where it is', async () => {
    const opened = await open([ONE, OTHER].map((pod) => inCluster(`kubectl label pod ${pod} app-`)));
    expect(namesOf(opened)).toContain(`node1/${ONE}`);
    expect(opened.trace.outcome.answered).toBe(false);
    expect(opened.cluster!.endpoints.find(({ name }) => name === 'nginx-test')?.addresses ?? []).toEqual([]);
  });

  it('may be tried when the pod is gone from which one sends', async () => {
    const [gone, again] = [
      inCluster('kubectl delete pod client'),
      inCluster('kubectl run client --image=client'),
    ];
    expect((await open([gone], again)).trace.outcome.failure).toBeNull();
  });

  it('takes a node away, with what was said of it besides', async () => {
    const opened = await open([
      inCluster(`kubectl delete pod ${OTHER} -n default`),
      inCluster('kubectl delete node node2'),
    ]);
    expect(namesOf(opened).filter((name) => name.startsWith('node2'))).toEqual([]);
    expect(opened.trace.outcome.answered).toBe(true);
  });

  it('comes before the edits of machines, in whatever order they were made', async () => {
    const commands = [
      { in: 'master', run: 'ip link set cni0 down' },
      inCluster(`kubectl delete pod ${ONE}`),
      { in: 'master', run: 'ip link set cni0 up' },
    ];
    expect((await open(commands)).trace.outcome.answered).toBe(true);
  });

  it('is heard where a pod was said to be that has moved', async () => {
    const move = [
      `kubectl delete pod ${ONE}`,
      `kubectl run ${ONE} --image=nginx --port=80 --labels=app=nginx-test --overrides='{"spec":{"nodeName":"node2"}}'`,
    ].map(inCluster);
    const opened = await open(move, { in: `node1/${ONE}`, run: 'ping -c 1 10.42.2.6' });
    expect(namesOf(opened)).toContain(`node2/${ONE}`);
    expect(opened.trace.outcome.answered).toBe(true);
  });

  it.each([
    [
      [inCluster('kubectl delete pod nobody')],
      'commands.0: Error from server (NotFound): pods "nobody" not found',
    ],
    [
      [{ in: 'master', run: 'ip link set cni0 down' }, inCluster('kubectl frob')],
      /^commands\.1: error: unknown command "frob" for "kubectl"/,
    ],
    [
      [inCluster(`kubectl delete pod ${ONE}`), { in: `node1/${ONE}`, run: 'ip link set eth0 down' }],
      /^commands\.1\.in: there is no namespace/,
    ],
    [[inCluster('cat x | kubectl apply -f -')], 'commands.0: only echo may stand before kubectl here'],
  ])('that fails is a problem with its own number: %j', async (commands, expected) => {
    const answer = await createEngine().open({ scenario: 'clusterip-iptables', probe: null, commands });
    expect(answer.ok ? 'ok' : problemText(answer.problem)).toEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected),
    );
  });

  it('needs a cluster', async () => {
    const commands = [inCluster('kubectl get pods')];
    const answer = await createEngine().open({ scenario: 'flannel-vxlan', probe: null, commands });
    expect(answer.ok ? 'ok' : problemText(answer.problem)).toBe(
      'commands.0: there is no cluster that kubectl could talk to',
    );
  });
});

describe('kubectl in the place of the probe', () => {
  it('prints, through a pipe too', async () => {
    const { trace } = await open([], { in: 'master', run: 'kubectl get pods -A -o wide | grep -c node2' });
    expect(trace.outcome).toMatchObject({ answered: true, output: '2' });
    expect(trace.events[0]?.did).toMatchObject({ kind: 'command', edits: 0 });
  });

  it('says what it would have changed', async () => {
    const { trace } = await open([], inCluster(`kubectl delete pod ${ONE}`));
    expect(trace.outcome.output).toBe(`pod "${ONE}" deleted`);
    expect(trace.events[0]?.did).toMatchObject({ kind: 'command', code: 0, edits: 1 });
  });

  it('finds no server where nothing is declared', async () => {
    const { trace } = await open([], { in: 'master', run: 'kubectl get pods' }, 'flannel-vxlan');
    expect(trace.outcome).toMatchObject({
      failure: 'refused',
      output: expect.stringContaining('was refused'),
    });
  });
});
