// A director, two servers, and clients that come again: what IPVS remembers, forgets and says. Not judged by a kernel.
import { describe, expect, it } from 'vitest';
import { script } from '../capture/write/script.ts';
import { parseCommand } from '../shell/command.ts';
import { runIpvsadm } from '../shell/ipvsadm.ts';
import { run } from '../world/run.ts';
import type { World } from '../world/world.ts';
import { compile } from './compile.ts';
import type { Scenario, ScenarioMachine } from './schema.ts';

const pod = (nth: number): NonNullable<ScenarioMachine['netns']>[string] => ({
  links: [{ kind: 'veth', name: 'eth0', peer: `./v${nth}`, addresses: [`10.1.${nth}.2/24`] }],
  routes: `default via 10.1.${nth}.1 dev eth0\n`,
  listeners: [
    { kind: 'http', port: 80, body: `server ${nth}\n` },
    { kind: 'echo', port: 53 },
  ],
});

const TWO =
  '-A -t 10.9.9.9:80 -s rr\n-a -t 10.9.9.9:80 -r 10.1.1.2:80 -m\n-a -t 10.9.9.9:80 -r 10.1.2.2:80 -m\n';

/** Client 10.1.3.2 and servers 10.1.1.2 and 10.1.2.2 around a director that has 10.9.9.9. */
const scenario = (ipvs: string, director: Partial<ScenarioMachine> = {}): Scenario => ({
  version: 1,
  title: 'director',
  seed: 3,
  machines: {
    d: {
      sysctl: { 'net.ipv4.ip_forward': '1' },
      ...director,
      links: [
        ...[1, 2, 3].map((nth) => ({
          kind: 'veth' as const,
          name: `v${nth}`,
          addresses: [`10.1.${nth}.1/24`],
        })),
        { kind: 'dummy', name: 'vip', addresses: ['10.9.9.9/32'] },
      ],
      netns: { s1: pod(1), s2: pod(2), c: pod(3) },
      ipvs,
    },
  },
  probe: { in: 'd/c', run: 'curl -s http://10.9.9.9' },
});

function build(ipvs: string, director?: Partial<ScenarioMachine>) {
  const world = compile(scenario(ipvs, director));
  if (!world.ok) throw new Error(`${world.problem.where}: ${world.problem.what}`);
  return world.value;
}

const netOf = (world: World) => world.namespaces[0]!.net;
const ipvsadm = (world: World, line: string) => {
  const { stdout, stderr } = runIpvsadm(line.split(' '), netOf(world));
  return stderr || stdout;
};

function send(world: World, line: string, from = 'd/c') {
  const namespace = world.namespaces.find(({ net }) => net.name === from)!;
  const probe = parseCommand(line, world, namespace);
  if (!probe.ok) throw new Error(probe.problem.what);
  return run(world, probe.value.namespace, probe.value.process);
}

const curl = (world: World) => send(world, 'curl -sS http://10.9.9.9').outcome.output;

/** `10.1.1.2:80 0 1`: server, active and inactive connections. */
const counts = (world: World) =>
  [...ipvsadm(world, '-Ln').matchAll(/-> (\S+) +Masq +\d+ +(\d+) +(\d+)/g)].map(([, ...parts]) =>
    parts.join(' '),
  );

describe('a service', () => {
  it('gives one connection after the other to its servers, and counts what it remembers of them', () => {
    const world = build(TWO);
    expect([curl(world), curl(world), curl(world)]).toEqual(['server 2', 'server 1', 'server 2']);
    expect(counts(world)).toEqual(['10.1.1.2:80 0 1', '10.1.2.2:80 0 2']);
  });

  it('forgets connections when their time is up', () => {
    const world = build(TWO);
    curl(world);
    world.advance(world.now + 121_000_000);
    expect(ipvsadm(world, '-Lnc')).not.toContain('TCP');
    expect(counts(world)).toEqual(['10.1.1.2:80 0 0', '10.1.2.2:80 0 0']);
  });

  it('gives no new connections to a server with weight 0, nor to one that is removed', () => {
    const world = build(TWO);
    ipvsadm(world, '-e -t 10.9.9.9:80 -r 10.1.2.2:80 -m -w 0');
    expect([curl(world), curl(world)]).toEqual(['server 1', 'server 1']);
    ipvsadm(world, '-e -t 10.9.9.9:80 -r 10.1.2.2:80 -m -w 1');
    ipvsadm(world, '-d -t 10.9.9.9:80 -r 10.1.1.2:80');
    expect([curl(world), curl(world)]).toEqual(['server 2', 'server 2']);
    expect(counts(world)).toEqual(['10.1.2.2:80 0 2']);
  });

  it('a server that comes back finds its connections counted', () => {
    const world = build(TWO);
    curl(world);
    ipvsadm(world, '-d -t 10.9.9.9:80 -r 10.1.2.2:80');
    ipvsadm(world, '-a -t 10.9.9.9:80 -r 10.1.2.2:80 -m');
    expect(counts(world)).toEqual(['10.1.1.2:80 0 0', '10.1.2.2:80 0 1']);
  });

  it('without servers refuses: port unreachable', () => {
    const world = build('-A -t 10.9.9.9:80 -s rr\n');
    const { events, outcome } = send(world, 'curl -sS http://10.9.9.9');
    expect(outcome.output).toContain("Couldn't connect");
    const dids = events.map(({ did }) => did);
    expect(dids).toContainEqual({
      kind: 'ipvs',
      hook: 'INPUT',
      action: 'refused',
      service: 'TCP 10.9.9.9:80',
    });
    expect(dids).toContainEqual({ kind: 'icmp', type: 3, code: 3, about: 'error' });
  });

  it('that is no service is nothing to IPVS: the host itself answers', () => {
    const { events } = send(build(TWO), 'curl -sS http://10.9.9.9:81');
    expect(events.filter(({ did }) => did.kind === 'ipvs')).toEqual([]);
    expect(events.some(({ did }) => did.kind === 'drop' && did.reason === 'NO_SOCKET')).toBe(true);
  });

  it('may have the host itself as a server: the packet goes on to its sockets', () => {
    const world = build('-A -t 10.9.9.9:80 -s rr\n-a -t 10.9.9.9:80 -r 10.1.1.1:8080 -m\n', {
      listeners: [{ kind: 'http', port: 8080, body: 'director\n' }],
    });
    expect(curl(world)).toBe('director');
  });
});

describe('a persistent service', () => {
  const STAYS = TWO.replace('-s rr', '-s rr -p 600');

  it('keeps a client with its server, and says so in a template', () => {
    const world = build(STAYS);
    expect([curl(world), curl(world), curl(world)]).toEqual(['server 2', 'server 2', 'server 2']);
    expect(ipvsadm(world, '-Ln')).toContain('TCP  10.9.9.9:80 rr persistent 600\n');
    expect(ipvsadm(world, '-Lnc')).toMatch(
      /^TCP 09:59 {2}ASSURED {5}10\.1\.3\.2:0 +10\.9\.9\.9:80 +10\.1\.2\.2:80$/m,
    );
  });

  it('holds clients of one network for the same one, with a netmask', () => {
    const world = build(TWO.replace('-s rr', '-s rr -p 600 -M 255.255.255.0'));
    curl(world);
    expect(ipvsadm(world, '-Lnc')).toContain('10.1.3.0:0');
  });

  it('gives the client another server once the time is up', () => {
    const world = build(STAYS.replace('-p 600', '-p 200'));
    expect(curl(world)).toBe('server 2');
    world.advance(world.now + 201_000_000);
    expect(curl(world)).toBe('server 1');
  });
});

describe('other protocols and ways', () => {
  const DNS = '-A -u 10.9.9.9:53 -s rr\n-a -u 10.9.9.9:53 -r 10.1.1.2:53 -m\n';

  it('UDP has one state, and is never active', () => {
    const world = build(DNS);
    send(world, 'nc -z -u -w 1 10.9.9.9 53');
    expect(counts(world)).toEqual(['10.1.1.2:53 0 1']);
    expect(ipvsadm(world, '-Lnc')).toMatch(
      /^UDP 04:5\d {2}UDP {9}10\.1\.3\.2:\d+ +10\.9\.9\.9:53 +10\.1\.1\.2:53$/m,
    );
  });

  it('an error about a request reaches the client as one about what it sent', () => {
    const world = build(DNS.replaceAll(':53', ':54'));
    const { events } = send(world, 'nc -z -u -w 1 10.9.9.9 54');
    const errors = events.flatMap(({ did }) =>
      did.kind === 'ipvs' && did.action === 'translated' && did.manip === 'src'
        ? [`${did.from} ${did.to}`]
        : [],
    );
    expect(errors[0]).toBe('10.1.1.2:54 10.9.9.9:54');
    expect(events.some(({ did }) => did.kind === 'drop' && did.reason === 'NO_SOCKET')).toBe(true);
  });

  it('a service can be a mark: every address and port that a rule marks', () => {
    const world = build('-A -f 5 -s rr\n-a -f 5 -r 10.1.1.2 -m\n', {
      iptables:
        '*mangle\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -d 10.9.9.9/32 -p tcp -j MARK --set-mark 5\nCOMMIT\n',
    });
    expect(curl(world)).toBe('server 1');
    expect(ipvsadm(world, '-Ln')).toContain('FWM  5 rr\n  -> 10.1.1.2:0                   Masq');
  });

  it.each([
    ['1', '10.1.1.1'],
    ['0', '10.1.3.2'],
  ])('with net.ipv4.vs.conntrack %s a rule that masquerades makes the source %s', (conntrack, source) => {
    const world = build(TWO, {
      sysctl: { 'net.ipv4.ip_forward': '1', 'net.ipv4.vs.conntrack': conntrack },
      iptables: '*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -d 10.1.0.0/16 -j MASQUERADE\nCOMMIT\n',
    });
    curl(world);
    curl(world);
    const { conntrack: rows } = netOf(world).tables();
    const replies = [...rows.values()].map(({ reply }) => reply.dst);
    const to = [...source.split('.')].reduce((sum, part) => sum * 256 + Number(part), 0);
    if (conntrack === '1') expect(replies).toContain(to);
    else expect(replies).toEqual([]);
  });
});

describe('ipvsadm', () => {
  it('takes back what it saves', () => {
    const saved = ipvsadm(build(`${TWO}-A -f 7 -s sh -p 300\n-a -f 7 -r 10.1.1.2 -m -w 3\n`), '-S -n');
    expect(saved.trimEnd().split('\n')).toEqual([
      '-A -t 10.9.9.9:80 -s rr',
      '-a -t 10.9.9.9:80 -r 10.1.1.2:80 -m -w 1',
      '-a -t 10.9.9.9:80 -r 10.1.2.2:80 -m -w 1',
      '-A -f 7 -s sh -p 300',
      '-a -f 7 -r 10.1.1.2:0 -m -w 3',
    ]);
    const other = build('');
    expect(runIpvsadm(['-R'], netOf(other), saved)).toEqual({ stdout: '', stderr: '', code: 0 });
    expect(ipvsadm(other, '-S -n')).toBe(saved);
  });

  it.each([
    ['-A -t 10.9.9.9:80 -s rr', 'Service already exists', 255],
    ['-A -t 10.9.9.9:81 -s mh', 'Scheduler or persistence engine not found', 255],
    ['-D -t 10.9.9.9:81', 'No such service', 255],
    ['-a -t 10.9.9.9:81 -r 10.1.1.2 -m', 'Service not defined', 255],
    ['-a -t 10.9.9.9:80 -r 10.1.1.2 -m', 'Destination already exists', 255],
    ['-d -t 10.9.9.9:80 -r 10.1.1.3', 'No such destination', 255],
    ['-A -t 10.9.9.9 -s rr', 'Zero port specified for non-persistent service', 2],
    ['-A -s rr', "You need to supply the 'service-address' option for the 'add-service' command", 2],
    ['-a -t 10.9.9.9:80', "You need to supply the 'real-server' option for the 'add-server' command", 2],
    ['-D -t 10.9.9.9:80 -w 3', "Illegal 'weight' option with the 'delete-service' command", 2],
    ['-A -D -t 10.9.9.9:80', 'multiple commands specified', 2],
    ['-A -t 10.9.9.300:80', 'illegal virtual server address[:port] specified', 2],
    ['-a -t 10.9.9.9:80 -r x -m', 'illegal real server address[:port] specified', 2],
    ['-Ln -t 10.9.9.9:81', 'No such service', 1],
  ])('%s: %s', (line, message, code) => {
    expect(runIpvsadm(line.split(' '), netOf(build(TWO)))).toEqual({
      stdout: '',
      stderr: `${message}\n`,
      code,
    });
  });

  it('names what is wrong in a scenario', () => {
    expect(() => build('-A -t 10.9.9.9:80 -s rr\n-a -t 10.9.9.9:80 -r 10.1.1.2 -g\n')).toThrow(
      'machines.d.ipvs line 2: only masquerading (-m) is supported here',
    );
    expect(() => build('-A -t 10.9.9.9:80 -s rr\n-A -t 10.9.9.9:80 -s rr\n')).toThrow(
      'machines.d.ipvs line 2: Service already exists',
    );
    expect(() => build('-C\n')).toThrow('machines.d.ipvs line 1: found "-C"');
  });

  it('is in the script that builds the scenario', () => {
    const asked = scenario(TWO);
    const written = script(asked, { in: 'd/c', run: 'ping -c 1 10.9.9.9' });
    const text = written.ok ? written.value : written.problem.what;
    expect(text).toContain('modprobe -q ip_vs ');
    expect(text).toContain('ipvs_restore d');
    expect(text).toContain('-a -t 10.9.9.9:80 -r 10.1.2.2:80 -m\n');
    expect(text).toContain('link add name vip type dummy\n');
  });
});
