// Programs that send something print what the real ones print.
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../scenario/schema.ts';
import { createEngine } from '../serve.ts';

const scenario: Scenario = {
  version: 1,
  title: 'a client and a server',
  seed: 5,
  machines: {
    m: {
      netns: {
        client: { links: [{ kind: 'veth', name: 'eth0', addresses: ['10.0.0.1/24'] }] },
        server: {
          links: [{ kind: 'veth', name: 'eth0', peer: 'client/eth0', addresses: ['10.0.0.2/24'] }],
          listeners: [
            { kind: 'http', port: 80, body: 'hello\n' },
            { kind: 'dns', port: 53, names: { 'my-service.default.svc.cluster.local': '10.103.92.81' } },
          ],
        },
      },
    },
  },
  probe: { in: 'client', run: 'ping -c 1 10.0.0.2' },
};

async function run(line: string, commands: Scenario['commands'] = []) {
  const opened = await createEngine().open({ scenario, probe: { in: 'client', run: line }, commands });
  if (!opened.ok) return { refused: opened.problem.what };
  const { output, answered } = opened.value.trace.outcome;
  return { output: output.replace(/\b\d+ m(s|illiseconds)\b/g, '# m$1'), answered };
}

const NAME = 'my-service.default.svc.cluster.local';

describe('curl', () => {
  it.each([
    ['curl -s http://10.0.0.2', 'hello', true],
    ['curl -sI 10.0.0.2/path', 'HTTP/1.1 200 OK\nContent-Length: 6\n', true],
    ['curl -s -o /dev/null http://10.0.0.2', '', true],
    [
      'curl http://10.0.0.2:81',
      "curl: (7) Failed to connect to 10.0.0.2 port 81 after # ms: Couldn't connect to server",
      false,
    ],
    ['curl -s http://10.0.0.2:81', '', false],
    ['curl -sS -m 1 http://10.0.0.9', 'curl: (28) Connection timed out after # milliseconds', false],
    [
      'curl -sS http://10.9.0.9',
      "curl: (7) Failed to connect to 10.9.0.9 port 80 after # ms: Couldn't connect to server",
      false,
    ],
  ])('%s', async (line, output, answered) => {
    expect(await run(line)).toEqual({ output, answered });
  });

  it.each([
    ['curl', 'no URL specified!'],
    ['curl https://10.0.0.2', '(1) Protocol "https" not supported or disabled in libcurl'],
    ['curl http://nginx', '(6) Could not resolve host: nginx'],
    ['curl --frob 10.0.0.2', 'option --frob: is unknown'],
  ])('%s is refused', async (line, refused) => {
    expect(await run(line)).toEqual({ refused });
  });
});

describe('nc', () => {
  it.each([
    ['nc -zv 10.0.0.2 80', 'Connection to 10.0.0.2 80 port [tcp/http] succeeded!', true],
    ['nc -z 10.0.0.2 80', '', true],
    ['nc -zv 10.0.0.2 81', 'nc: connect to 10.0.0.2 port 81 (tcp) failed: Connection refused', false],
    [
      'nc -zv -w 1 10.0.0.9 80',
      'nc: connect to 10.0.0.9 port 80 (tcp) timed out: Operation now in progress',
      false,
    ],
    ['nc -zvu 10.0.0.2 53', 'Connection to 10.0.0.2 53 port [udp/domain] succeeded!', true],
    ['nc -zvu 10.0.0.2 54', '', false],
  ])('%s', async (line, output, answered) => {
    expect(await run(line)).toEqual({ output, answered });
  });

  it('opens a port that others then find open, and only once', async () => {
    const listening = { in: 'server', run: 'nc -lk 6379' };
    expect(await run('nc -z 10.0.0.2 6379', [listening])).toEqual({ output: '', answered: true });
    expect(await run('nc -z 10.0.0.2 80', [{ in: 'server', run: 'nc -lk 80' }])).toEqual({
      refused: 'nc: Address already in use',
    });
  });
});

describe('nslookup and dig', () => {
  it('find a name', async () => {
    expect(await run(`nslookup ${NAME} 10.0.0.2`)).toEqual({
      output: `Server:\t\t10.0.0.2\nAddress:\t10.0.0.2#53\n\nName:\t${NAME}\nAddress: 10.103.92.81\n`,
      answered: true,
    });
    expect(await run(`dig @10.0.0.2 ${NAME} +short`)).toEqual({ output: '10.103.92.81', answered: true });
    const full = await run(`dig @10.0.0.2 ${NAME}`);
    expect(full.output).toContain(';; flags: qr aa rd ra; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0');
    expect(full.output).toContain(`${NAME}.\t30\tIN\tA\t10.103.92.81`);
  });

  it('do not find one', async () => {
    expect(await run('nslookup nope.example 10.0.0.2')).toEqual({
      output: "Server:\t\t10.0.0.2\nAddress:\t10.0.0.2#53\n\n** server can't find nope.example: NXDOMAIN\n",
      answered: false,
    });
    expect(await run('dig @10.0.0.2 nope.example +short')).toEqual({ output: '', answered: true });
  });

  it('ask again, and give up', async () => {
    const said = (why: string) => `;; communications error to 10.0.0.1#53: ${why}`;
    const refused = await run('nslookup a.example 10.0.0.1');
    expect(refused.output).toBe(
      `${`${said('connection refused')}\n`.repeat(3)};; no servers could be reached\n`,
    );
    const lost = await run('dig @10.0.0.9 a.example +short +time=1 +tries=2');
    expect(lost.output?.match(/timed out/g)).toHaveLength(2);
  });
});

describe('ping', () => {
  it('says where it sends from, and that a packet is too long for its way', async () => {
    expect((await run('ping -c 1 -I eth0 10.0.0.2')).output).toMatch(
      /^PING 10\.0\.0\.2 \(10\.0\.0\.2\) from 10\.0\.0\.1 eth0: 56\(84\) bytes of data\.\n64 bytes/,
    );
    expect((await run('ping -c 1 -M do -s 1473 10.0.0.2')).output).toContain(
      'ping: local error: message too long, mtu=1500',
    );
    expect(await run('ping -c 1 -I 10.9.9.9 10.0.0.2')).toMatchObject({
      output: 'ping: bind: Cannot assign requested address',
    });
    expect(await run('ping -M maybe 10.0.0.2')).toEqual({ refused: 'invalid -M argument: maybe' });
  });

  it('says nothing but why when there is no way, or when it is everybody who is asked', async () => {
    expect(await run('ping -c 1 99.1.1.1')).toMatchObject({
      output: 'ping: connect: Network is unreachable',
    });
    expect(
      await run('ping -c 1 99.1.1.1', [{ in: 'client', run: 'ip route add blackhole 99.1.1.0/24' }]),
    ).toMatchObject({ output: 'ping: connect: Invalid argument' });
    expect((await run('ping -c 1 10.0.0.255')).output).toBe(
      'ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules',
    );
  });

  it('sends as often as it is told', async () => {
    expect((await run('ping -c 3 -i 0.2 10.0.0.2')).output).toContain(', 0% packet loss, time 400ms');
    expect(await run('ping -i 1,5 10.0.0.2')).toEqual({ refused: 'option argument contains garbage: 1,5' });
    expect(await run('ping -i 9999 10.0.0.2')).toEqual({ refused: 'bad timing interval: 9999' });
  });
});
