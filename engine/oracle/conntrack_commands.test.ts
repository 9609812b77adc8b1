// conntrack before its judge: the same connections on both sides, and every command prints, answers and deletes the same.
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../scenario/compile.ts';
import type { Scenario } from '../scenario/schema.ts';
import { parseCommand } from '../shell/command.ts';
import { run } from '../world/run.ts';
import type { World } from '../world/world.ts';
import { available } from './available.ts';
import { attempt, inside } from './exec.ts';
import { withLab } from './lab.ts';

const PATIENCE_MS = 60_000;

/** A host that has pinged, asked for a name by a rewritten address, and fetched a page. */
const NETWORK: Scenario = {
  version: 1,
  title: 'a host with connections',
  seed: 3,
  machines: {
    h: {
      links: [{ kind: 'veth', name: 'v0', mac: '02:00:00:00:01:01', addresses: ['10.1.0.1/24'] }],
      routes: 'default via 10.1.0.2 dev v0\n',
      iptables:
        '*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n' +
        '-A OUTPUT -d 10.9.9.9/32 -p udp -m udp --dport 53 -j DNAT --to-destination 10.1.0.2:53\nCOMMIT\n',
      netns: {
        web: {
          links: [
            {
              kind: 'veth',
              name: 'eth0',
              mac: '02:00:00:00:01:02',
              peer: './v0',
              addresses: ['10.1.0.2/24'],
            },
          ],
          listeners: [
            { kind: 'http', port: 80, body: 'hello' },
            { kind: 'dns', port: 53, names: { 'a.example': '10.1.2.3' } },
          ],
        },
      },
    },
  },
  commands: [
    { in: 'h', run: 'ping -c 1 10.1.0.2' },
    { in: 'h', run: 'dig -b 0.0.0.0#5353 +short @10.9.9.9 a.example' },
    { in: 'h', run: 'curl -s http://10.1.0.2/' },
  ],
  probe: { in: 'h', run: 'ping -c 1 10.1.0.2' },
};

const COMMANDS = `
-L
--dump
-L conntrack
-L expectations
-L -p tcp
-L -p tcp --dport 80
-L -p tcp --orig-port-dst 81
-L -p tcp --state TIME_WAIT
-L -p tcp --state FROB
-L --dport 80
-L -p 17
-L -p udp --sport 5353
-L -p udp --dport x
-L -p udp --dport
-L -p udp --reply-port-src 53
-L -p udp --reply-port-dst 5354
-L -p icmp
-L -p icmp --icmp-type 8
-L -p icmp --icmp-code 1
-L -p icmp --dport 80
-L -p frob
-L -f ipv4
-L -s 10.1.0.1
-L --src 10.1.0.0/24 --dst 10.9.9.9
-L -d 10.9.9.8/31
-L -d frob
-L -r 10.1.0.2 -q 10.1.0.1
-L --orig-src 10.1.0.1 --reply-src 10.1.0.2 --proto udp
-L -m 0
-L -m 7
-L --frob
-C
-D -p udp --dport 54
-D -p udp --sport 5353 --dport 53
-L
--delete -d 10.1.0.2 -p icmp
-C
-D
-L
-D
-F
-C
`
  .trim()
  .split('\n');

/** Apart from numbers by lot and times; the kernel lists entries as its hash has them. */
const comparable = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) =>
      line
        .replace(/^(\S+ +\d+) \d+ /, '$1 * ')
        .replaceAll(/\bid=\d+/g, 'id=*')
        .replaceAll(/port=[3-6]\d{4}/g, 'port=*'),
    )
    .sort();

const judge = await available();
if (!judge.ok) console.warn(`conntrack against conntrack: skipped: ${judge.why}`);

interface Said {
  readonly code: number;
  readonly lines: readonly string[];
}

function said(world: World, command: string): Said {
  const parsed = parseCommand(command, world, world.namespaces[0]!);
  if (!parsed.ok) throw new Error(parsed.problem.what);
  const { events, outcome } = run(world, parsed.value.namespace, parsed.value.process);
  const { did } = events.findLast((event) => event.did.kind === 'command')!;
  return { code: did.kind === 'command' ? did.code : -1, lines: comparable(outcome.output) };
}

describe.skipIf(!judge.ok)(`conntrack${judge.ok ? '' : ` (skipped: ${judge.why})`}`, () => {
  const kernel: Said[] = [];
  const engine: Said[] = [];

  beforeAll(async () => {
    const world = compile(NETWORK);
    if (!world.ok) throw new Error(world.problem.what);
    for (const words of COMMANDS) engine.push(said(world.value, `conntrack ${words}`));
    await withLab(NETWORK, NETWORK.probe, async ({ spaces }) => {
      const { netns } = spaces.find(({ name }) => name === 'h')!;
      for (const words of COMMANDS) {
        const { code, stdout, stderr } = await attempt(inside(netns, 'conntrack', ...words.split(' ')));
        kernel.push({ code, lines: comparable(stdout + stderr) });
      }
    });
  }, PATIENCE_MS);

  it.each(COMMANDS.map((words, index) => [words, index] as const))('conntrack %s', (_words, index) => {
    expect(engine[index]).toEqual(kernel[index]);
  });
});
