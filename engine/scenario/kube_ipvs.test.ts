// kube-proxy in ipvs mode, from end to end: who answers a ClusterIP and a node port, by which hooks, and what the tools print after.
import { describe, expect, it } from 'vitest';
import { en, whyOf } from '../explain/index.ts';
import { createEngine } from '../serve.ts';
import { printConntrack, printIpvs, printIpvsConnections } from '../shell/print/index.ts';
import type { TraceEvent } from '../trace/events.ts';
import type { TableName } from '../trace/rows.ts';
import { historyOf, rowsAt, versionAt } from '../trace/state.ts';
import { ipv4Of } from '../wire/frame.ts';
import { kubeIpvs } from './kube_ipvs.fixture.ts';

async function open(probe: { in: string; run: string }, scheduler?: string) {
  const engine = createEngine();
  const opened = await engine.open({ scenario: await kubeIpvs(probe, scheduler), probe: null });
  if (!opened.ok) throw new Error(`${opened.problem.where}: ${opened.problem.what}`);
  const { trace, outline } = opened.value;
  const history = historyOf(trace);
  const idOf = (name: string) => outline.namespaces.find((each) => each.name === name)!.id;
  return {
    engine,
    trace,
    outline,
    now: trace.events.at(-1)!.time,
    idOf,
    after: async <T extends TableName>(ns: string, table: T) =>
      rowsAt(
        (await engine.tables(idOf(ns)))[table],
        history,
        idOf(ns),
        table,
        versionAt(history, idOf(ns), table, trace.ticks.at(-1)!),
      ),
  };
}

type Opened = Awaited<ReturnType<typeof open>>;

/** The packets of the first hop in a namespace: hooks and what IPVS did, in order. */
function way({ trace, idOf }: Opened, ns: string, wanted: (event: TraceEvent) => boolean): string[] {
  const hop = trace.events.findIndex(
    (event) => event.level === 'hop' && event.ns === idOf(ns) && wanted(event),
  );
  const { end, skb } = trace.events[hop]!;
  return trace.events.slice(hop, end + 1).flatMap((event) => {
    if (event.skb !== skb) return [];
    const { did } = event;
    if (did.kind === 'table') return [`${did.hook} ${did.table}`];
    return did.kind === 'ipvs' ? [`${did.hook} ipvs ${did.action}`] : [];
  });
}

const isSyn = ({ frame }: TraceEvent) => {
  const payload = frame ? ipv4Of(frame)?.payload : undefined;
  return payload?.layer === 'tcp' && payload.flags === 2;
};
const isSynAck = ({ frame }: TraceEvent) => {
  const payload = frame ? ipv4Of(frame)?.payload : undefined;
  return payload?.layer === 'tcp' && payload.flags === 18;
};
const at =
  ({ outline }: Opened, name: string) =>
  (event: TraceEvent) =>
    outline.devices[event.dev]?.name === name;

const texts = (lines: readonly { readonly text: string }[]) => lines.map(({ text }) => text.trimEnd());

describe('a pod asks the ClusterIP, and its node gives the connection to the other node', async () => {
  const opened = await open({ in: 'master/client', run: 'curl -s http://10.43.6.58' });

  it('is answered', () => {
    expect(opened.trace.outcome.answered).toBe(true);
    expect(opened.trace.outcome.output).toBe('nginx-z8xnq');
  });

  it('goes in by INPUT, is rewritten there, and leaves by OUTPUT and POSTROUTING, never by FORWARD', () => {
    const hops = way(opened, 'master', (event) => isSyn(event) && at(opened, 'cni0')(event));
    expect(hops).toEqual([
      'INPUT filter',
      'INPUT ipvs scheduled',
      'INPUT ipvs translated',
      'OUTPUT filter',
      'POSTROUTING nat',
    ]);
  });

  it('gets its answers through FORWARD, where the source becomes the ClusterIP again', () => {
    const answer = way(opened, 'master', (event) => isSynAck(event) && at(opened, 'flannel.1')(event));
    expect(answer).toEqual(['FORWARD filter', 'FORWARD ipvs translated']);
  });

  it('loses one TTL at the director and one at the other node, and keeps the client as source', () => {
    const { trace, idOf } = opened;
    const arrived = trace.events.find((event) => event.ns === idOf('node1/nginx-z8xnq') && isSyn(event))!;
    expect(ipv4Of(arrived.frame!)).toMatchObject({ ttl: 62, src: 0x0a2a0007, dst: 0x0a2a0109 });
  });

  it('prints as ipvsadm does', async () => {
    const ipvs = await opened.after('master', 'ipvs');
    expect(texts(printIpvs({ ipvs }))).toEqual([
      'IP Virtual Server version 1.2.1 (size=4096)',
      'Prot LocalAddress:Port Scheduler Flags',
      '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
      'TCP  10.43.6.58:80 rr',
      '  -> 10.42.0.65:80                Masq    1      0          0',
      '  -> 10.42.1.9:80                 Masq    1      0          1',
      'TCP  192.168.205.4:32506 rr',
      '  -> 10.42.0.65:80                Masq    1      0          0',
      '  -> 10.42.1.9:80                 Masq    1      0          0',
    ]);
    const connections = texts(printIpvsConnections({ ipvs }, opened));
    expect(connections).toEqual([
      'IPVS connection entries',
      'pro expire state       source             virtual            destination',
      expect.stringMatching(
        /^TCP 01:59 {2}TIME_WAIT {3}10\.42\.0\.7:\d{5} {4}10\.43\.6\.58:80 {6}10\.42\.1\.9:80$/,
      ),
    ]);
  });

  it('has an entry in conntrack that expects the answers of the server', async () => {
    const conntrack = await opened.after('master', 'conntrack');
    expect(texts(printConntrack({ conntrack }, opened)).filter((line) => line.startsWith('tcp'))).toEqual([
      expect.stringMatching(
        /^tcp {6}6 119 TIME_WAIT src=10\.42\.0\.7 dst=10\.43\.6\.58 sport=(\d+) dport=80 src=10\.42\.1\.9 dst=10\.42\.0\.7 sport=80 dport=\1 \[ASSURED\] mark=0 use=1$/,
      ),
    ]);
  });

  it('is told in words, with links to rows that are there', () => {
    const { trace, outline } = opened;
    const said = trace.events.flatMap(({ did }, index) =>
      did.kind === 'ipvs' ? whyOf(en, { trace, outline }, 'stage', trace.ticks[index]!, null).flat() : [],
    );
    const words = said
      .map((part) => (typeof part === 'string' ? part : 'text' in part ? part.text : part.code))
      .join('');
    expect(words).toContain(
      'TCP 10.43.6.58:80 is a virtual service of IPVS. Its scheduler rr gives this new connection to 10.42.1.9:80.',
    );
    expect(words).toContain('source 10.42.1.9:80 becomes 10.43.6.58:80');
  });
});

describe('others who ask', () => {
  it('a pod whose connection stays on its bridge: the bridge shows IPVS the answer', async () => {
    const opened = await open({ in: 'node1/client', run: 'curl -s http://10.43.6.58' });
    expect(opened.trace.outcome.output).toBe('nginx-z8xnq');
    const bridged = way(opened, 'node1', (event) => isSynAck(event) && at(opened, 'vethd31f7b46')(event));
    expect(bridged).toEqual(['FORWARD filter', 'FORWARD ipvs translated']);
  });

  it('the node itself: asked as the ClusterIP, it is masqueraded, and the answer finds its socket', async () => {
    const opened = await open({ in: 'master', run: 'curl -s http://10.43.6.58' });
    expect(opened.trace.outcome.output).toBe('nginx-z8xnq');
    const hops = way(opened, 'master', (event) => isSyn(event) && event.did.kind === 'send');
    expect(hops).toEqual([
      'OUTPUT nat',
      'OUTPUT ipvs scheduled',
      'OUTPUT ipvs translated',
      'OUTPUT filter',
      'POSTROUTING nat',
    ]);
    const conntrack = await opened.after('master', 'conntrack');
    expect(texts(printConntrack({ conntrack }, opened))[0]).toMatch(
      /src=10\.43\.6\.58 dst=10\.43\.6\.58 sport=\d+ dport=80 src=10\.42\.1\.9 dst=10\.42\.0\.0 sport=80 dport=\d+ /,
    );
  });

  it('somebody outside, by the node port: masqueraded by the mark that PREROUTING put', async () => {
    const opened = await open({ in: 'node2', run: 'curl -s http://192.168.205.4:32506' });
    expect(opened.trace.outcome.output).toBe('nginx-z8xnq');
    const conntrack = await opened.after('master', 'conntrack');
    expect(texts(printConntrack({ conntrack }, opened)).find((line) => line.includes('dport=32506'))).toMatch(
      /src=192\.168\.205\.5 dst=192\.168\.205\.4 sport=\d+ dport=32506 src=10\.42\.1\.9 dst=10\.42\.0\.0 sport=80 dport=\d+ \[ASSURED\]/,
    );
  });

  it('a ping is refused by the same rule as a port that no service has: the address is there, but nobody else may use it', async () => {
    const { trace } = await open({ in: 'master/client', run: 'ping -c 1 -W 1 10.43.6.58' });
    expect(trace.outcome.answered).toBe(false);
    const local = trace.events.find(({ did }) => did.kind === 'route' && did.iif === 'cni0')!;
    expect(local.did).toMatchObject({ result: { kind: 'local' } });
    expect(trace.events.some(({ did }) => did.kind === 'icmp' && did.code === 3)).toBe(true);
  });

  it('a port that no service has is refused by KUBE-IPVS-FILTER', async () => {
    const { trace } = await open({ in: 'master/client', run: 'curl -s -m 2 http://10.43.6.58:81' });
    expect(trace.outcome.answered).toBe(false);
    expect(trace.events.some(({ did }) => did.kind === 'icmp' && did.code === 3)).toBe(true);
  });
});
