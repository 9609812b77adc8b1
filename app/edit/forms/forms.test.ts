// What the forms type is what the machine does: nothing where nothing was changed, and exactly the row that was meant.
import { describe, expect, it } from 'vitest';
import type { OpenRequest } from '../../../engine/protocol.ts';
import { createEngine } from '../../../engine/serve.ts';
import type { Rows, TableName, TableSet } from '../../../engine/trace/rows.ts';
import type { EditableRows, EditableTable } from '../../state/rows.ts';
import type { Form, Forms, Place, Values } from './form.ts';
import { FORMS } from './index.ts';
import { joinSpec, splitSpec } from './rule_spec.ts';

const SCENARIOS = ['flannel-host-gw', 'flannel-vxlan', 'calico-ipip', 'clusterip-ipvs'];

/** The tables of every namespace once these lines have been typed, by its name. */
async function tablesOf(request: Omit<OpenRequest, 'probe'>): Promise<Map<string, TableSet>> {
  const engine = createEngine();
  const opened = await engine.open({ ...request, probe: null });
  if (!opened.ok)
    throw new Error(`${JSON.stringify(request.commands)} ${opened.problem.where}: ${opened.problem.what}`);
  const { namespaces } = opened.value.outline;
  const all = await Promise.all(
    namespaces.map(async ({ id, name }) => [name, await engine.tables(id)] as const),
  );
  return new Map(all);
}

/** `tables`: some of those that rows are in. */
const placeOf = (tables: Partial<Readonly<Record<EditableTable, ReadonlyMap<string, unknown>>>>): Place => {
  const rows = <T extends EditableTable>(table: T) =>
    (tables[table] ?? new Map()) as ReadonlyMap<string, EditableRows[T]>;
  return { rows, had: (table, key) => rows(table).has(key) };
};

const formsOf = <T extends TableName>(table: T) => FORMS[table] as Forms<Rows[T]> | undefined;

/** Every row for which there is a form. */
function* rowsIn(
  tables: TableSet,
): Generator<{ table: TableName; key: string; row: Rows[TableName]; forms: Forms<Rows[TableName]> }> {
  for (const table of Object.keys(tables) as TableName[]) {
    const forms = formsOf(table);
    if (!forms) continue;
    for (const [key, row] of tables[table]) yield { table, key, row, forms };
  }
}

/** The kernel takes no route by a device that is down; such as it has are from before. */
const isOfDownDevice = (row: Rows[TableName], { link }: TableSet) =>
  'protocol' in row && 'dev' in row && typeof row.dev === 'string' && link.get(row.dev)?.up === false;

/** Counters begin anew where a rule is written; when something was heard last is no part of an entry. */
function comparable(all: Map<string, TableSet>) {
  return Object.fromEntries(
    [...all].map(([name, { counter: _, ...tables }]) => [
      name,
      Object.fromEntries(Object.entries(tables).map(([table, rows]) => [table, Object.fromEntries(rows)])),
    ]),
  );
}

describe.each(SCENARIOS)('%s', (scenario) => {
  it('is the same when every row is said again as it is', async () => {
    const before = await tablesOf({ scenario });
    const commands = [...before].flatMap(([where, tables]) =>
      [...rowsIn(tables)].flatMap(({ key, row, forms }) => {
        if (isOfDownDevice(row, tables)) return [];
        const form = forms.edit?.(row, key, placeOf(tables));
        return (form?.commands(form.values) ?? []).map((run) => ({ in: where, run }));
      }),
    );
    expect(commands.length).toBeGreaterThan(10);
    expect(comparable(await tablesOf({ scenario, commands }))).toEqual(comparable(before));
  });

  it('has a form of every row, which says what the row says, and whose fields have values that they offer', async () => {
    for (const tables of (await tablesOf({ scenario })).values()) {
      for (const { key, row, forms } of rowsIn(tables)) {
        const form = forms.edit?.(row, key, placeOf(tables));
        if ('spec' in row) expect(joinSpec(splitSpec(row.spec))).toBe(row.spec);
        for (const { name, options, free } of form?.fields(form.values) ?? [])
          if (options && !free) expect(options).toContain(form!.values[name]);
      }
    }
  });

  it('lacks exactly the row that was deleted', async () => {
    const before = await tablesOf({ scenario });
    const [where, tables] = [...before][0]!;
    for (const table of ['route', 'neigh', 'fdb', 'rule'] as const) {
      const keys = [...tables[table].keys()];
      const key = keys.at(-1);
      if (key === undefined) continue;
      const lines = formsOf(table)!.delete!(tables[table].get(key)!, key);
      const commands = lines.map((run) => ({ in: where, run }));
      const after = (await tablesOf({ scenario, commands })).get(where)!;
      expect([...after[table].keys()]).toEqual(keys.slice(0, -1));
    }
  });
});

/** The value of fields that a person has changed, in a network with a device eth0 and a bridge br0. */
const link = {
  name: 'eth0',
  kind: 'nic',
  mac: '02:00:00:00:00:01',
  mtu: 1500,
  up: true,
  master: null,
} as Rows['link'];
const bridge = { ...link, name: 'br0', kind: 'bridge' } as Rows['link'];
const vxlan = { ...link, name: 'vx0', kind: 'vxlan' } as Rows['link'];
const place = placeOf({
  link: new Map([
    ['eth0', link],
    ['br0', bridge],
    ['vx0', vxlan],
  ]),
});

const typed = (form: Form | undefined, changed: Values) => form?.commands({ ...form.values, ...changed });

describe('what is typed', () => {
  it.each<[string, Form | undefined, Values, readonly string[]]>([
    [
      'a new route',
      FORMS.route?.add?.(place, null),
      { destination: 'default', via: '10.0.0.1' },
      ['ip route add default via 10.0.0.1'],
    ],
    ['no route', FORMS.route?.add?.(place, null), {}, []],
    [
      'a route that leads nowhere',
      FORMS.route?.add?.(place, null),
      { destination: '10.0.0.0/8', via: '10.0.0.1', type: 'blackhole', metric: '5' },
      ['ip route add blackhole 10.0.0.0/8 metric 5'],
    ],
    [
      'a new neighbour',
      FORMS.neigh?.add?.(place, null),
      { address: '10.0.0.9', lladdr: '02:00:00:00:00:09' },
      ['ip neigh replace 10.0.0.9 lladdr 02:00:00:00:00:09 dev eth0 nud permanent'],
    ],
    [
      'an entry of a VXLAN device',
      FORMS.fdb?.add?.(place, null),
      { lladdr: '02:00:00:00:00:09', remote: '10.0.0.2' },
      ['bridge fdb replace 02:00:00:00:00:09 dev vx0 dst 10.0.0.2 self permanent'],
    ],
    ['a device as it is', FORMS.link?.edit?.(link, 'eth0', place), {}, []],
    [
      'a device in all respects',
      FORMS.link?.edit?.(link, 'eth0', place),
      { mtu: '1400', bridge: 'br0', updown: 'down' },
      ['ip link set eth0 mtu 1400 master br0 down'],
    ],
    [
      'an address',
      FORMS.link?.add?.(place, null),
      { cidr: '10.0.0.1/24' },
      ['ip addr add 10.0.0.1/24 dev eth0'],
    ],
    [
      'a pair of devices',
      FORMS.link?.add?.(place, null),
      { what: 'veth', name: 'v0', peer: 'v1' },
      ['ip link add v0 type veth peer name v1', 'ip link set v0 up', 'ip link set v1 up'],
    ],
    [
      'a switch',
      FORMS.sysctl?.edit?.({ value: 1 }, 'net.ipv4.ip_forward', place),
      { value: '0' },
      ['sysctl -w net.ipv4.ip_forward=0'],
    ],
    [
      'a rule behind the others',
      FORMS.chain?.add?.(place, 'nat:POSTROUTING:0'),
      { from: '! 10.0.0.0/8', out: 'eth0', target: 'SNAT', targetOptions: '--to-source 1.2.3.4' },
      ['iptables -t nat -A POSTROUTING ! -s 10.0.0.0/8 -o eth0 -j SNAT --to-source 1.2.3.4'],
    ],
  ])('%s', (_what, form, changed, lines) => {
    expect(typed(form, changed)).toEqual(lines);
  });
});

describe('a rule', () => {
  it.each([
    '-s 10.42.0.0/16 -d 10.42.0.0/16 -m comment --comment "flanneld masq" -j RETURN',
    '! -s 10.42.0.0/16 -o eth0 -p tcp -m tcp --dport 80 -m comment --comment "a \\"quoted\\" word" -j DNAT --to-destination 10.0.0.1:80',
    '-i cni0 ! -o cni0 -g OTHER',
    '-m set --match-set KUBE dst,dst',
    '-p icmp -j REJECT --reject-with icmp-host-unreachable',
    '',
  ])('is put together as it was taken apart: %s', (spec) => {
    expect(joinSpec(splitSpec(spec))).toBe(spec);
  });

  it('is told in fields', () => {
    expect(
      splitSpec('! -s 10.0.0.0/8 -i eth0 -p udp -m udp --dport 53 -j DNAT --to-destination 1.1.1.1'),
    ).toEqual({
      from: '! 10.0.0.0/8',
      to: '',
      in: 'eth0',
      out: '',
      protocol: 'udp',
      matches: '-m udp --dport 53',
      target: 'DNAT',
      targetOptions: '--to-destination 1.1.1.1',
    });
  });
});
