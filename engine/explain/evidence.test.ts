// What stands behind the sentences: every rule part by part, every row that could have decided, and for every end a way out of it.
import { describe, expect, it } from 'vitest';
import { type LibraryCase, openLibrary } from '../library.fixture.ts';
import type { ScenarioCommand } from '../scenario/schema.ts';
import { createEngine } from '../serve.ts';
import type { Did, DropReason } from '../trace/events.ts';
import { stepsAt } from '../trace/steps.ts';
import { type Evidence, evidenceAt } from './evidence.ts';
import { en } from './index.ts';
import { remediesOf } from './remedies.ts';
import { partsOf } from './rule_parts.ts';
import type { Fragment, Sentence } from './sentence.ts';
import { zh } from './zh/index.ts';

const cases = await openLibrary();

const wordsOf = (part: Fragment) =>
  typeof part === 'string' ? part : 'code' in part ? part.code : part.text;
const textOf = (sentence: Sentence) => sentence.map(wordsOf).join('');

const linesOf = ({ weighed, remedies }: Evidence) => [
  ...weighed.map(({ what, answer, why }) => `${answer}: ${wordsOf(what)}: ${textOf(why)}`),
  ...remedies.map(textOf),
];

const named = (name: RegExp) => cases.find((each) => name.test(each.name))!;

/** What is weighed at the first event that a test is looking for. */
function weighedAt(name: RegExp, wanted: (did: Did) => boolean): string[] {
  const found = named(name);
  const index = found.trace.events.findIndex(({ did }) => wanted(did));
  const { ns, end } = found.trace.events[index]!;
  const tick = found.trace.ticks[end + 1]! - 1;
  return linesOf(evidenceAt(en, found, 'stage', tick, found.tables[ns]!));
}

describe.each(cases.map((each) => [each.name, each] as const))('%s', (_name, found) => {
  const { trace, tables } = found;

  it('has words for whatever was weighed, in each language', () => {
    const wrong = [...stepsAt(trace, 'stage')].flatMap((tick) => {
      const index = trace.ticks.findIndex((first) => first > tick) - 1;
      const own = tables[trace.events[index]!.ns]!;
      const [english, chinese] = [en, zh].map((speech) =>
        linesOf(evidenceAt(speech, found, 'stage', tick, own)),
      );
      const bad = [...english!, ...chinese!].filter((line) => /undefined|NaN|\[object|: $/.test(line));
      return english!.length === chinese!.length ? bad : [`${tick}`];
    });
    expect(wrong).toEqual([]);
  });

  it('takes every rule tried apart: true up to the part that said no, and nothing is asked behind it', () => {
    const seen = new Set<string>();
    const wrong = trace.events.flatMap(({ did, ns, level }, index) => {
      if (level !== 'rule' || did.kind !== 'walk') return [];
      return [...did.failed].flatMap((code, offset) => {
        const key = `${ns} ${did.table}:${did.chain}:${did.first + offset} ${code}`;
        if (seen.has(key)) return [];
        seen.add(key);
        const tick = trace.ticks[index]! + offset;
        const { weighed } = evidenceAt(en, found, 'rule', tick, tables[ns]!);
        const said = weighed.map(({ answer }) => answer[0]).join('');
        return (code === 0 ? /^y*$/ : /^y*nu*$/).test(said) ? [] : [`${key} ${said}`];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('leaves nothing of a rule out', () => {
    const rules = tables.flatMap((table) => [...table.rule.values()].slice(0, 2000));
    const wrong = rules.filter(({ spec }) => {
      const parts = partsOf(spec)
        .map(({ text }) => text)
        .join(' ');
      return !spec.startsWith(parts) || !/^(\s?-[jg] .*)?$/.test(spec.slice(parts.length));
    });
    expect(wrong).toEqual([]);
  });

  it('says of every end what would have to be different', () => {
    trace.events.forEach(({ did, ns }, index) => {
      if (did.kind !== 'drop') return;
      for (const speech of [en, zh])
        expect(remediesOf(speech, found, index, tables[ns]!).length).toBeGreaterThan(0);
    });
  });
});

describe('what is weighed', () => {
  it('is for a route every row that contains the destination, and how many do not', () => {
    expect(
      weighedAt(
        /host-gw: ping 10\.10\.3\.4 -c 1 in node-a\/pod-a/,
        (did) => did.kind === 'route' && did.iif === 'cni0',
      ),
    ).toEqual([
      expect.stringMatching(/^no: \d+ other rows of table local: not for 10\.10\.3\.4$/),
      'yes: 10.10.3.0/24 via 192.168.0.4 dev eth0: /24: the longest prefix that contains it',
      'no: default via 192.168.0.13 dev eth0: /0 is shorter than /24',
      expect.stringMatching(/^no: \d+ other rows of table main: not for 10\.10\.3\.4$/),
    ]);
  });

  it('is for a bridge the entry, or all ports when it has none', () => {
    const floods = weighedAt(
      /^bridge: ping/,
      (did) => did.kind === 'bridge' && did.to.length > 0 && did.entry === null,
    );
    expect(floods[0]).toBe('unasked: ff:ff:ff:ff:ff:ff: means everybody: the FDB is not asked');
    expect(floods.filter((line) => line.endsWith('the frame came in by it'))).toHaveLength(1);
  });

  it('is for a tunnel the entry, and how many others there are', () => {
    expect(weighedAt(/^flannel-vxlan: ping/, (did) => did.kind === 'fdb')).toEqual([
      expect.stringMatching(/^yes: \S+ dst [\d.]+: the destination MAC is \S+$/),
      expect.stringMatching(/^no: 1 other entry of flannel\.1: for another MAC address$/),
    ]);
  });

  it('is for a neighbour its entry, by address and device', () => {
    const known = (did: Did) => did.kind === 'neigh' && did.result === 'resolved';
    expect(weighedAt(/host-gw: ping 10\.10\.3\.4 -c 1 in node-a\/pod-a/, known)[0]).toMatch(
      /^yes: 10\.10\.2\.1 dev eth0: REACHABLE, at 2e:5b:e9:3d:88:51$/,
    );
  });

  it('is for a rule each match with what the packet has there', () => {
    const found = named(/^clusterip-iptables: curl/);
    const index = found.trace.events.findIndex(
      ({ did }) => did.kind === 'walk' && did.chain === 'KUBE-SERVICES',
    );
    const { ns } = found.trace.events[index]!;
    const { weighed } = evidenceAt(en, found, 'rule', found.trace.ticks[index]!, found.tables[ns]!);
    expect(weighed.map(({ answer, why }) => `${answer} ${textOf(why)}`)).toEqual([
      expect.stringMatching(/^no the destination is 10\.43\.6\.58$/),
      expect.stringMatching(/^unasked the protocol is tcp$/),
      'unasked asks nothing',
      expect.stringMatching(/^unasked the ports are \d+ → 80 SYN$/),
    ]);
  });
});

/** The commands that remedies tell, with where they are to be typed. */
function commandsOf(sentences: readonly Sentence[]): ScenarioCommand[] {
  return sentences.flat().flatMap((part) => {
    const [, where, run] =
      (typeof part !== 'string' && 'code' in part && /^(\S+)# (.*)$/.exec(part.code)) || [];
    return where && run ? [{ in: where, run }] : [];
  });
}

/** Of each of the ends in a probe, what is told to type. */
const commandsIn = (found: LibraryCase) =>
  found.trace.events.flatMap(({ did, ns }, index) =>
    did.kind === 'drop' ? [commandsOf(remediesOf(en, found, index, found.tables[ns]!))] : [],
  );

const remediesIn = (id: string) => commandsIn(named(new RegExp(`^${id}: `))).flat();

async function answers(scenario: string, commands: readonly ScenarioCommand[]): Promise<boolean> {
  const opened = await createEngine().open({ scenario, probe: null, commands });
  return opened.ok && opened.value.trace.outcome.answered;
}

describe('what would have to be different', () => {
  it.each([
    ['fault-ip-forward', 0],
    ['fault-veth-down', 0],
    ['fault-rp-filter', 1],
    ['fault-input-drop', 0],
    ['fault-input-drop', 1],
    ['fault-forward-drop', 0],
    ['fault-forward-drop', 1],
  ] as const)('mends %s: its command %i alone', async (id, nth) => {
    expect(await answers(id, [])).toBe(false);
    const command = remediesIn(id)[nth]!;
    expect(await answers(id, [command])).toBe(true);
  });

  it('mends a missing route with the one that is named: network, neighbour and device', async () => {
    const commands = remediesIn('fault-missing-route');
    expect(commands).toContainEqual({
      in: 'gateway',
      run: 'ip route add 172.18.0.0/16 via 172.12.1.12 dev eth0',
    });
    expect(await answers('fault-missing-route', commands)).toBe(true);
  });

  it('is told in commands that the tools take', async () => {
    const told = new Set(
      cases.flatMap((found) => {
        const scenario = found.name.slice(0, found.name.indexOf(':'));
        const edits = commandsIn(found).map((all) => all.filter(({ run }) => !/^nc |SERVER:PORT/.test(run)));
        return edits.map((commands) => JSON.stringify({ scenario, commands }));
      }),
    );
    const refused: string[] = [];
    for (const request of told) {
      const opened = await createEngine().open({ ...JSON.parse(request), probe: null });
      if (!opened.ok) refused.push(`${request}: ${opened.problem.what}`);
    }
    expect(refused).toEqual([]);
  });

  it('names who should listen, and where', () => {
    expect(remediesIn('fault-no-listener')).toEqual([{ in: 'host/web', run: 'nc -lk 80' }]);
  });

  it('repeats what a rule says of itself', () => {
    const found = named(/^no-endpoints: curl/);
    const told = found.trace.events.flatMap(({ did, ns }, index) =>
      did.kind === 'drop' ? remediesOf(en, found, index, found.tables[ns]!).map(textOf) : [],
    );
    expect(told).toContainEqual(expect.stringMatching(/^The rule says of itself: “.* has no endpoints”\.$/));
  });

  it('has an answer for every reason the engine can give, in each language', () => {
    const found = named(/^fault-forward-drop/);
    const index = found.trace.events.findIndex(({ did }) => did.kind === 'drop');
    const reasons = Object.keys(REASONS) as DropReason[];
    for (const speech of [en, zh])
      for (const reason of reasons)
        for (const detail of REASONS[reason]) {
          const events = found.trace.events.with(index, {
            ...found.trace.events[index]!,
            did: { kind: 'drop', reason, detail },
          });
          const told = remediesOf(speech, { ...found, trace: { ...found.trace, events } }, index, null);
          expect(told.length, `${reason} ${detail}`).toBeGreaterThan(0);
          if (detail !== '') expect(told).not.toContain(speech.remedies.nothing);
          expect(told.map(textOf).join(' ')).not.toMatch(/undefined|NaN|\[object/);
        }
  });
});

/** Every reason, with the details the engine gives it. */
const REASONS: Readonly<Record<DropReason, readonly string[]>> = {
  NOT_SPECIFIED: [
    '',
    'the way to the remote is tunl0 itself',
    'no tunnel here is for its two addresses',
    'no VXLAN header',
    '02:00:00:00:00:01 is written down elsewhere',
    'it comes from outside, and the server has a loopback address',
    'its source is a loopback address, and the server is elsewhere',
    'no port',
    'EINVAL',
    'EXDEV',
    'its route is prohibit',
    'br0 is down',
    'eth0 takes no frame so long (MTU 1500)',
    'broadcast',
    'no time',
    'not addressed to this host',
    'EACCES: a broadcast by a socket without SO_BROADCAST',
  ],
  NO_SOCKET: ['tcp 80', 'udp 53'],
  FRAG_REASM_TIMEOUT: [''],
  TCP_INVALID_SEQUENCE: [''],
  TCP_FLAGS: [''],
  NETFILTER_DROP: [
    'filter FORWARD',
    'nat OUTPUT',
    'connection clash',
    'IPVS: the service has no server',
    'IPVS: the server this connection has is no longer there',
    'IPVS: the connection was closed, and conntrack still has it',
  ],
  OTHERHOST: [''],
  IP_RPFILTER: [''],
  IP_NOPROTO: [''],
  IP_INHDR: ['', 'ttl'],
  IP_OUTNOROUTES: ['', 'outer', 'ENETUNREACH'],
  IP_INNOROUTES: [''],
  IP_INADDRERRORS: ['ip_forward', 'unreachable'],
  IP_LOCAL_SOURCE: [''],
  IP_INVALID_SOURCE: [''],
  IP_LOCALNET: [''],
  NEIGH_FAILED: ['172.18.0.2', '10.9.9.9'],
  NEIGH_QUEUEFULL: [''],
  UNHANDLED_PROTO: [''],
  DEV_READY: ['no cable', 'ens33'],
  QDISC_DROP: ['docker0', 'ens33'],
  PKT_TOO_BIG: ['1450'],
  VXLAN_VNI_NOT_FOUND: ['7'],
  NO_TX_TARGET: ['02:00:00:00:00:01'],
  LOCAL_MAC: ['02:00:00:00:00:01'],
  RECURSION_LIMIT: ['tunl0'],
  IP_TUNNEL_ECN: [''],
};
