// Sets in a scenario: made before the rules that name them, told with the line when they cannot be.
import { describe, expect, it } from 'vitest';
import { en, whyOf } from '../explain/index.ts';
import { createEngine } from '../serve.ts';
import { historyOf, rowsAt, versionAt } from '../trace/state.ts';
import type { Scenario } from './schema.ts';

const rules = (...lines: string[]) => `*filter\n${lines.join('\n')}\nCOMMIT\n`;

const scenario = (ipset: string, iptables: string): Scenario => ({
  version: 1,
  title: 'sets',
  machines: {
    a: { links: [{ kind: 'nic', name: 'eth0', addresses: ['10.0.0.1/24'] }] },
    b: { links: [{ kind: 'nic', name: 'eth0', addresses: ['10.0.0.2/24'] }], ipset, iptables },
  },
  segments: { wire: { ports: ['a/eth0', 'b/eth0'] } },
  probe: { in: 'a', run: 'ping -c 1 -W 1 10.0.0.2' },
});

async function open(ipset: string, iptables: string) {
  const written = scenario(ipset, iptables);
  const engine = createEngine();
  const opened = await engine.open({ scenario: written, probe: written.probe });
  if (!opened.ok) throw new Error(`${opened.problem.where}: ${opened.problem.what}`);
  const { trace, outline } = opened.value;
  const { id } = outline.namespaces.find(({ name }) => name === 'b')!;
  return { trace, outline, id, tables: await engine.tables(id) };
}

describe('a scenario with sets', () => {
  it.each([
    ['create foo hash:ip\nadd foo 10.0.0.300\n', '', 'machines.b.ipset line 2'],
    ['create foo hash:ip\nadd foo 10.0.0.1\nadd foo 10.0.0.1\n', '', 'machines.b.ipset line 3'],
    ['create foo hash:ip\n', rules('-A INPUT -m set --match-set bar src'), "Set bar doesn't exist."],
  ])('%j, %j is refused', async (ipset, iptables, sentence) => {
    await expect(open(ipset, iptables)).rejects.toThrow(sentence);
  });

  it('shows what the SET target adds as a change, and goes back over it', async () => {
    const { trace, id, tables } = await open(
      'create seen hash:ip\n',
      rules('-A INPUT -j SET --add-set seen src'),
    );
    const history = historyOf(trace);
    const versions = versionAt(history, id, 'ipset', trace.ticks.at(-1)!);
    const keys = (version: number) => [...rowsAt(tables.ipset, history, id, 'ipset', version).keys()];
    expect(keys(0)).toEqual(['seen']);
    expect(keys(versions)).toEqual(['seen', 'seen 10.0.0.1']);
  });

  it.each([
    ['--match-set good src', 'set good does not have the packet (src 10.0.0.1)'],
    ['! --match-set bad src,dst', 'set bad has the packet (src 10.0.0.1, dst 10.0.0.2)'],
    ['--match-set bad src', 'Set bad has the packet (src 10.0.0.1).'],
  ])('says why %s matches or not', async (match, sentence) => {
    const sets = 'create good hash:ip\ncreate bad hash:ip\nadd bad 10.0.0.1\n';
    const { trace, outline, tables } = await open(sets, rules(`-A INPUT -m set ${match} -j ACCEPT`));
    const index = trace.events.findIndex(({ did }) => did.kind === 'walk' && did.chain === 'INPUT');
    const said = whyOf(en, { trace, outline }, 'rule', trace.ticks[index]!, tables)
      .flat()
      .map((part) => (typeof part === 'string' ? part : 'code' in part ? part.code : part.text))
      .join('');
    expect(said).toContain(sentence);
  });
});
