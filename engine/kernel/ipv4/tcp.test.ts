// Connections as processes use them: opened, spoken over, closed, refused, lost and found again.
import { describe, expect, it } from 'vitest';
import { compile } from '../../scenario/compile.ts';
import type { Scenario, ScenarioNetns } from '../../scenario/schema.ts';
import { parseCommand } from '../../shell/command.ts';
import type { Trace } from '../../trace/events.ts';
import { ipv4Of } from '../../wire/frame.ts';
import { tcpFlagNames } from '../../wire/tcp.ts';
import { run } from '../../world/run.ts';

const web = (body: string): Partial<ScenarioNetns> => ({ listeners: [{ kind: 'http', port: 80, body }] });

/** Pod a, a router r between, pod b; `router` and `far` say more about the latter two. */
function network(
  router: Partial<ScenarioNetns> = {},
  far: Partial<ScenarioNetns> = web('hello\n'),
): Scenario {
  const pod = (peer: string, net: number) => ({
    links: [{ kind: 'veth' as const, name: 'eth0', peer, addresses: [`10.0.${net}.2/24`] }],
    routes: `default via 10.0.${net}.1 dev eth0`,
  });
  return {
    version: 1,
    title: 'a router between two pods',
    seed: 3,
    machines: {
      r: {
        sysctl: { 'net.ipv4.ip_forward': '1' },
        links: [
          { kind: 'veth', name: 'ra', addresses: ['10.0.1.1/24'] },
          { kind: 'veth', name: 'rb', addresses: ['10.0.2.1/24'] },
        ],
        ...router,
        netns: { a: pod('./ra', 1), b: { ...pod('./rb', 2), ...far } },
      },
    },
    probe: { in: 'a', run: 'ip link' },
  };
}

function probe(scenario: Scenario, line: string): Trace {
  const world = compile(scenario);
  if (!world.ok) throw new Error(world.problem.what);
  const namespace = world.value.namespaces.find(({ net }) => net.name === 'r/a')!;
  const command = parseCommand(line, world.value, namespace);
  if (!command.ok) throw new Error(command.problem.what);
  return run(world.value, command.value.namespace, command.value.process);
}

/** The segments pod a sends and gets: `> SYN`, `< SYN,ACK`, with the octets they carry. */
function dialogue(trace: Trace): string[] {
  const own = trace.events.find(({ did }) => did.kind === 'transmit')!.dev;
  return trace.events.flatMap(({ did, dev, frame }) => {
    const payload = frame && ipv4Of(frame)?.payload;
    if (dev !== own || payload?.layer !== 'tcp' || (did.kind !== 'transmit' && did.kind !== 'receive'))
      return [];
    const { length } = payload.payload.bytes;
    const arrow = did.kind === 'transmit' ? '>' : '<';
    return [`${arrow} ${tcpFlagNames(payload.flags).join(',')}${length > 0 ? ` ${length}` : ''}`];
  });
}

const states = (trace: Trace, by: string) =>
  trace.events.flatMap(({ did }) =>
    did.kind === 'tcp' && did.by === by && did.was !== did.state ? [did.state] : [],
  );

const filter = (rule: string) => ({
  iptables: `*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD ${rule}\nCOMMIT\n`,
});

describe('a GET', () => {
  const trace = probe(network(), 'curl -s http://10.0.2.2');

  it('is a handshake, a request, an answer, and a goodbye from both sides', () => {
    expect(trace.outcome).toMatchObject({ answered: true, output: 'hello' });
    expect(dialogue(trace)).toEqual([
      '> SYN',
      '< SYN,ACK',
      '> ACK',
      '> PSH,ACK 72',
      '< ACK',
      '< PSH,ACK 44',
      '> ACK',
      '> FIN,ACK',
      '< FIN,ACK',
      '> ACK',
    ]);
  });

  it('leads both sides through the states of RFC 9293', () => {
    expect(states(trace, 'curl')).toEqual(['ESTABLISHED', 'TIME_WAIT']);
    expect(states(trace, 'httpd')).toEqual(['SYN_RECV', 'ESTABLISHED', 'CLOSE_WAIT', 'CLOSE']);
  });

  it('comes in as many segments as the other side’s MTU asks for', () => {
    const small = web('x'.repeat(1000));
    const links = [
      { kind: 'veth' as const, name: 'eth0', peer: './rb', mtu: 600, addresses: ['10.0.2.2/24'] },
    ];
    const long = probe(network({}, { ...small, links }), 'curl -s http://10.0.2.2');
    expect(long.outcome.output).toHaveLength(1000);
    expect(dialogue(long).filter((line) => /^< .*ACK \d/.test(line))).toEqual(['< ACK 548', '< PSH,ACK 493']);
  });
});

describe('a connection that cannot be', () => {
  it('is refused at once where nobody listens', () => {
    const trace = probe(network(), 'nc -zv 10.0.2.2 81');
    expect(dialogue(trace)).toEqual(['> SYN', '< RST,ACK']);
    expect(trace.outcome.output).toBe('nc: connect to 10.0.2.2 port 81 (tcp) failed: Connection refused');
  });

  it('is refused by the news that a rule rejects it', () => {
    const trace = probe(network(filter('-p tcp -j REJECT')), 'curl http://10.0.2.2');
    expect(trace.outcome.failure).toBe('unreachable');
    expect(trace.outcome.output).toMatch(
      /^curl: \(7\) Failed to connect to 10\.0\.2\.2 port 80 after \d+ ms/,
    );
  });

  it('is tried again, at an even pace at first, then ever more slowly, and given up after two minutes', () => {
    const trace = probe(network(filter('-p tcp -j DROP')), 'nc -zv 10.0.2.2 80');
    const sent = trace.events
      .filter(({ did }) => did.kind === 'send')
      .map(({ time }) => Math.round(time / 1e6));
    expect(sent).toEqual([0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67]);
    expect(trace.outcome.output).toMatch(/Connection timed out$/);
  });

  it('has no way: nothing is sent', () => {
    const trace = probe(network({}, web('')), 'nc -zv 10.0.2.2 80 ');
    expect(trace.outcome.answered).toBe(true);
    const lost = { ...network().machines.r!, netns: { a: { links: [], routes: '' } } };
    const nowhere = probe({ ...network(), machines: { r: { ...lost, links: [] } } }, 'nc -zv 10.0.2.2 80');
    expect(nowhere.outcome.output).toMatch(/failed: Network is unreachable$/);
  });
});

describe('a segment that is lost', () => {
  it.each([
    ['the SYN', '-p tcp -m tcp --syn -m statistic --mode nth --every 2 --packet 0 -j DROP', '> SYN'],
    [
      'the request',
      '-p tcp -m length --length 124 -m statistic --mode nth --every 2 --packet 0 -j DROP',
      '> PSH,ACK 72',
    ],
    [
      'the answer',
      '-p tcp -m length --length 96 -m statistic --mode nth --every 2 --packet 0 -j DROP',
      '< PSH,ACK 44',
    ],
  ])('%s is sent again, and all is well', (_what, rule, line) => {
    const trace = probe(network(filter(rule)), 'curl -s http://10.0.2.2');
    expect(trace.outcome).toMatchObject({ answered: true, output: 'hello' });
    const repeated = dialogue(trace).filter((each) => each === line).length;
    expect(repeated).toBe(line.startsWith('>') ? 2 : 1);
  });

  it('is sent again in smaller pieces when a router says that it was too big', () => {
    const narrow = { name: 'rb', kind: 'veth' as const, mtu: 700, addresses: ['10.0.2.1/24'] };
    const router = { links: [network().machines.r!.links![0]!, narrow] };
    const trace = probe(network(router), `curl -s http://10.0.2.2/${'x'.repeat(900)}`);
    expect(trace.outcome.output).toBe('hello');
    expect(dialogue(trace).filter((line) => / \d+$/.test(line) && line.startsWith('>'))).toEqual([
      '> PSH,ACK 972',
      '> ACK 648',
      '> PSH,ACK 324',
    ]);
  });
});

describe('conntrack', () => {
  it('follows a connection, and forgets at once one that was refused', () => {
    const tracking = {
      iptables: '*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -m conntrack --ctstate NEW\nCOMMIT\n',
    };
    const last = (line: string) => {
      const changes = probe(network(tracking), line).events.flatMap((event) => event.changes);
      return changes.filter(({ table }) => table === 'conntrack').at(-1)!.after;
    };
    expect(last('curl -s http://10.0.2.2')).toMatchObject({
      tcp: 'TIME_WAIT',
      assured: true,
      seenReply: true,
    });
    expect(last('nc -z 10.0.2.2 81')).toBe(null);
  });
});
