// Two traces beside each other: the laws on every network of the library, and what a person looks for in the pairs they would choose.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { en, placeOf, titleOf } from '../explain/index.ts';
import type { Opened } from '../protocol.ts';
import { library } from '../scenario/library/index.ts';
import type { ScenarioCommand } from '../scenario/schema.ts';
import { createEngine } from '../serve.ts';
import { type Comparison, compareTraces, isDifferent } from './comparison.ts';
import type { Level } from './events.ts';
import { stepsAt } from './steps.ts';

const ZOOMS: readonly Level[] = ['hop', 'stage', 'rule'];

async function open(
  scenario: string,
  { probe = null, typed = [] }: { probe?: ScenarioCommand | null; typed?: readonly ScenarioCommand[] } = {},
): Promise<Opened> {
  const opened = await createEngine().open({ scenario, probe, commands: typed });
  if (!opened.ok) throw new Error(opened.problem.what);
  return opened.value;
}

const networks = await Promise.all(library.map(({ id }) => open(id)));
const network = fc.constantFrom(...networks);
const zoom = fc.constantFrom(...ZOOMS);

const pairsOf = ({ rows }: Comparison) => rows.filter(({ left, right }) => left >= 0 && right >= 0);

describe('any two traces', () => {
  it.each(networks.map((each) => [each.outline.title, each] as const))(
    'do not differ where they are the same: %s',
    (_title, each) => {
      for (const level of ZOOMS) {
        const { rows } = compareTraces(each, each, level);
        expect(rows.map(({ left }) => left)).toEqual([...stepsAt(each.trace, level)]);
        expect(rows.filter(isDifferent)).toEqual([]);
      }
    },
  );

  it('are compared alike from either side', () => {
    fc.assert(
      fc.property(network, network, zoom, (left, right, level) => {
        const there = pairsOf(compareTraces(left, right, level));
        const back = pairsOf(compareTraces(right, left, level));
        expect(back).toEqual(there.map((row) => ({ ...row, left: row.right, right: row.left })));
      }),
      { numRuns: 40 },
    );
  });

  it('tell every step of both once, in order, and each stands at its own step or at the last before', () => {
    fc.assert(
      fc.property(network, network, zoom, (left, right, level) => {
        const { rows, ...standing } = compareTraces(left, right, level);
        for (const [side, { trace }] of [
          ['left', left],
          ['right', right],
        ] as const) {
          const own = rows.map((row) => row[side]);
          expect(own.filter((tick) => tick >= 0)).toEqual([...stepsAt(trace, level)]);
          const last = own.map((_tick, index) => own.slice(0, index + 1).findLast((tick) => tick >= 0));
          const first = side === 'left' ? (own.find((tick) => tick >= 0) ?? 0) : -1;
          expect([...standing[side]]).toEqual(last.map((tick) => tick ?? first));
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** Rows as a person reads them: `place: title`, `-` where a side has none. */
function read(left: Opened, right: Opened, level: Level) {
  const textOf = ({ trace, outline }: Opened, tick: number) =>
    tick < 0 ? '-' : `${placeOf(trace, outline, level, tick)}: ${titleOf(en, trace, level, tick)}`;
  return compareTraces(left, right, level).rows.map((row) => ({
    left: textOf(left, row.left),
    right: textOf(right, row.right),
    differs: row.differs,
    different: isDifferent(row),
  }));
}

const at = (place: string, run: string): ScenarioCommand => ({ in: place, run });

describe('host-gw against VXLAN', async () => {
  const hostGw = await open('flannel-host-gw');
  const vxlan = await open('flannel-vxlan', { probe: at('master/nginx-n8s9s', 'ping -c 1 10.42.1.9') });

  it('share the way from pod to pod; only VXLAN goes through flannel.1', () => {
    const rows = read(hostGw, vxlan, 'hop');
    expect(rows.filter(({ right }) => right === '-')).toEqual([]);
    expect(rows.flatMap(({ left, right }) => (left === '-' ? [right] : []))).toEqual([
      'master · flannel.1: sends echo request seq 0',
      'node2 · enp0s1: receives ARP who-has 192.168.205.3',
      'node1 · flannel.1: receives echo request seq 0',
      'node1 · flannel.1: sends echo reply seq 0',
      'master · flannel.1: receives echo reply seq 0',
    ]);
  });

  it('differ on the wire in their headers, and at the node in the route', () => {
    const rows = read(hostGw, vxlan, 'stage');
    const wire = rows.find(({ left }) => left === 'Node A · eth0: sends echo request seq 1');
    expect(wire).toMatchObject({
      right: 'master · enp0s1: sends VXLAN [echo request seq 0]',
      differs: ['headers'],
    });
    const route = rows.find(({ left }) => left === 'Node A · cni0: route: via 192.168.0.4 dev eth0');
    expect(route).toMatchObject({ differs: ['route'] });
  });

  it('do not differ because names and addresses are others', () => {
    const first = read(hostGw, vxlan, 'stage').slice(0, 19);
    expect(first.filter(({ different }) => different)).toEqual([]);
  });
});

describe('iptables against IPVS', async () => {
  const rows = read(await open('nodeport-iptables'), await open('nodeport-ipvs'), 'stage');

  it('rewrite the destination at different places, and the source at the same', () => {
    expect(rows.find(({ right }) => right.endsWith('IPVS rr: 10.42.2.6:80'))?.left).toBe('-');
    expect(rows.find(({ left }) => left.includes('destination 192.168.205.4:32506 → '))?.right).toBe('-');
    const source = rows.find(({ left }) => left.includes('source 192.168.205.1:'));
    expect(source).toMatchObject({ right: expect.stringContaining('source 192.168.205.1:'), differs: [] });
  });
});

describe('a node port of policy Cluster against one of policy Local', async () => {
  const cluster = await open('nodeport-policy');
  const local = await open('nodeport-policy', {
    probe: at('visitor', 'curl -s http://192.168.205.3:30081/'),
  });
  const rows = read(cluster, local, 'stage');

  it('are alike until the node decides, though the ports are not the same', () => {
    const first = rows.findIndex(({ different }) => different);
    expect(rows[first]).toMatchObject({
      left: expect.stringMatching(/^node1 192\.168\.205\.3 · enp0s1: PREROUTING · nat$/),
      differs: ['rules'],
    });
  });

  it('only Cluster hides the visitor', () => {
    const masquerade = rows.find(({ left }) => left.includes('source 192.168.205.1:'));
    expect(masquerade?.right).toBe('-');
  });

  it('what another node does for the one is beside what the node itself does for the other', () => {
    const pods = rows.find(({ left }) => left.startsWith('nginx') && left.includes('receives TCP SYN'));
    expect(pods).toMatchObject({
      right: expect.stringMatching(/^nginx.*receives TCP SYN/),
      differs: expect.arrayContaining(['source', 'destination', 'device']),
    });
  });
});

describe('before an edit and after it', () => {
  async function firstDifference(level: Level, ...typed: ScenarioCommand[]) {
    const rows = read(await open('flannel-host-gw'), await open('flannel-host-gw', { typed }), level);
    return rows.find(({ different }) => different);
  }

  it('a rule that drops is where the ways part', async () => {
    const typed = at('node-a', 'iptables -I FORWARD -p icmp -j DROP');
    expect(await firstDifference('stage', typed)).toMatchObject({
      left: 'Node A · cni0: FORWARD · filter',
      right: 'Node A · cni0: FORWARD · filter: DROP',
      differs: ['verdict', 'rules'],
    });
    expect(await firstDifference('hop', typed)).toMatchObject({
      right: 'Node A · cni0: receives echo request seq 1',
      differs: ['verdict', 'rules', 'inside'],
    });
  });

  it('another next hop is another route', async () => {
    const typed = at('node-a', 'ip route replace 10.10.3.0/24 via 192.168.0.13');
    expect(await firstDifference('stage', typed)).toMatchObject({ differs: ['route'] });
  });

  it('a device that is down is told by what it does not do', async () => {
    const typed = at('node-b', 'ip link set veth7b1f4c02 down');
    expect(await firstDifference('hop', typed)).toMatchObject({ left: expect.stringContaining('Node B') });
  });

  it('an edit that no packet meets changes nothing', async () => {
    const typed = at('node-b', 'ip route add 198.51.100.0/24 via 192.168.0.13');
    expect(await firstDifference('rule', typed)).toBeUndefined();
  });

  it('ports drawn by lot are no difference', async () => {
    const seeded = { ...(await open('clusterip-ipvs')).scenario, seed: 5 };
    const other = await createEngine().open({ scenario: seeded, probe: null });
    if (!other.ok) throw new Error(other.problem.what);
    const rows = read(await open('clusterip-ipvs'), other.value, 'stage');
    expect(rows.slice(0, 2)).toMatchObject([
      { left: expect.stringMatching(/TCP SYN \d+ → 80/), different: false },
      { different: false },
    ]);
    expect(rows[0]!.left).not.toBe(rows[0]!.right);
  });
});
