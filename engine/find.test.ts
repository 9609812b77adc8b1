// A person types a part of a name, an address or a rule, and is shown where in the network it is.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFinder, type Finding } from './find.ts';
import { openLibrary } from './library.fixture.ts';
import { createEngine } from './serve.ts';
import type { NamespaceOutline, Outline } from './trace/outline.ts';
import type { RuleRow, TableSet } from './trace/rows.ts';

async function finderOf(scenario: string) {
  const engine = createEngine();
  const opened = await engine.open({ scenario, probe: null });
  if (!opened.ok) throw new Error(opened.problem.what);
  const { outline } = opened.value;
  const show = ({ kind, ns, text }: Finding) => `${kind} ${outline.namespaces[ns]!.name}: ${text}`;
  return async (text: string, limit = 20) =>
    (await engine.find(text, limit)).flatMap(({ found }) => found.map(show));
}

describe('find', () => {
  it('[F1] finds a namespace and a device by a part of their names, whatever the case', async () => {
    const find = await finderOf('flannel-host-gw');
    expect(await find('POD-B')).toContain('namespace node-b/pod-b: node-b/pod-b');
    expect(await find('vethef2')).toContainEqual(expect.stringMatching(/^device node-a: vethef2d98bc /));
    expect(await find('cni0')).toContainEqual(expect.stringMatching(/^device node-b: cni0 /));
  });

  it('[F1] finds who has an address, and every row that speaks of it', async () => {
    const find = await finderOf('flannel-host-gw');
    const found = await find('192.168.0.4');
    expect(found[0]).toMatch(/^device node-b: eth0 192\.168\.0\.4\/28 /);
    expect(found).toContain('route node-a: 10.10.3.0/24 via 192.168.0.4 dev eth0');
    expect(await find('86:41:d0:e3:0c:65')).toContainEqual(
      expect.stringMatching(/^device node-a\/pod-a: eth0 /),
    );
  });

  it('[F1] finds chains and rules by table, chain and text', async () => {
    const find = await finderOf('clusterip-iptables');
    const chains = (await find('KUBE-SERVICES')).filter((line) => line.startsWith('chain'));
    expect(chains).toContain('chain master: nat KUBE-SERVICES');
    const rules = await find('10.43.6.58 dport 80');
    expect(rules.length).toBeGreaterThan(0);
    expect(rules.every((line) => line.startsWith('rule ') && line.includes('-d 10.43.6.58'))).toBe(true);
  });

  it('[F2] more words make it less: a place, and what to look for there', async () => {
    const find = await finderOf('flannel-host-gw');
    const both = (await find('eth0')).filter((line) => line.startsWith('device'));
    const one = (await find('eth0 pod-a')).filter((line) => line.startsWith('device'));
    expect(both.length).toBeGreaterThan(1);
    expect(one).toEqual([expect.stringMatching(/^device node-a\/pod-a: eth0 /)]);
  });

  it('[F2] the place alone does not bring up all that is in it', async () => {
    const find = await finderOf('flannel-host-gw');
    expect((await find('node-a')).filter((line) => /^(rule|chain|route) /.test(line))).toEqual([]);
  });

  it('[F3] a whole word comes before the beginning of one, that before the inside of one', async () => {
    const find = await finderOf('clusterip-iptables');
    const chains = (await find('kube-nodeports', 50)).filter((line) => line.startsWith('chain'));
    expect(chains[0]).toMatch(/ nat KUBE-NODEPORTS$/);
    const devices = (await find('10.42.0.1', 50)).filter((line) => line.startsWith('device'));
    expect(devices[0]).toMatch(/ 10\.42\.0\.1\//);
    // A namespace is called `client 10.42.0.10`: it only begins like that.
    expect((await find('10.42.0.1', 50))[0]).toBe(devices[0]);
  });

  it('[F4] nothing typed finds nothing, and any text at all is answered, with what contains it', async () => {
    const find = await finderOf('veth-pair');
    expect(await find('  ')).toEqual([]);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.nat(5), async (text, limit) => {
        for (const line of await find(text, limit)) expect(line).not.toBe('');
      }),
    );
  });

  it('[F5] every device and every rule of the library is found by its own text', async () => {
    const networks = new Map((await openLibrary()).map((each) => [each.outline.title, each]));
    for (const { outline, tables, name } of networks.values()) {
      const find = createFinder(outline, (ns) => tables[ns]!);
      const found = (text: string) => find(text, 1000).flatMap((group) => group.found);
      for (const { id, mac } of outline.devices)
        expect(
          found(mac).map(({ device }) => device),
          name,
        ).toContain(id);
      const [rule] = [...tables.flatMap(({ rule }) => [...rule])].slice(-1);
      if (rule) expect(found(rule[1].spec).map(({ key }) => key)).toContain(rule[0]);
    }
  });

  it('[F6] says when there is more than was asked for, and asks for no more tables than it needs', () => {
    const asked: number[] = [];
    const find = createFinder(manyNamespaces(1000), (ns) => {
      asked.push(ns);
      return tablesOfEverything(ns);
    });
    const groups = find('10.1', 5);
    expect(groups.map(({ kind, more, found }) => [kind, found.length, more])).toEqual([
      ['chain', 5, true],
      ['rule', 5, true],
      ['route', 5, true],
      ['neigh', 5, true],
      ['fdb', 5, true],
    ]);
    expect(asked.length).toBeLessThan(10);
  });
});

function manyNamespaces(count: number): Outline {
  const space = (id: number): NamespaceOutline => ({
    id,
    name: `n${id}`,
    label: `N ${id}`,
    machine: 0,
    root: true,
    tracks: false,
  });
  return {
    title: '',
    machines: [{ id: 0, name: 'm', label: 'M', kernel: '6.1' }],
    namespaces: Array.from({ length: count }, (_, id) => space(id)),
    devices: [],
    segments: [],
  };
}

/** One row of each table, each with `10.1` in its text. */
function tablesOfEverything(ns: number): TableSet {
  const address = 0x0a010000 + ns;
  const rule = { table: 'nat', chain: 'A', num: 1, spec: `-d 10.1.0.${ns}` } as RuleRow;
  const tables = {
    chain: new Map([['nat:10.1:0', { table: 'nat', chain: '10.1', policy: null, references: 0 }]]),
    rule: new Map([['nat:A:1', rule]]),
    route: new Map([
      [
        'r',
        {
          table: 254,
          type: 'unicast',
          dst: address,
          length: 32,
          gateway: null,
          dev: 'eth0',
          protocol: 'boot',
          scope: 'link',
          prefsrc: null,
          metric: 0,
          onlink: false,
          linkdown: false,
        },
      ],
    ]),
    neigh: new Map([['n', { address, dev: 'eth0', lladdr: '02:00:00:00:00:01', state: 'REACHABLE' }]]),
    fdb: new Map([
      ['f', { mac: '02:00:00:00:00:01', dev: 'vx', master: null, dst: address, permanent: true, updated: 0 }],
    ]),
  };
  return tables as unknown as TableSet;
}
