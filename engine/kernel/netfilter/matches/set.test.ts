// Rules that name sets are read only where those sets are, printed as iptables prints them, and hold on to the sets.
import { describe, expect, it } from 'vitest';
import { nfnl_ipset } from '../../ipset/ip_set_core.ts';
import { namespace } from '../../ipset/net.fixture.ts';
import { parseIptablesSave } from '../iptables_restore.ts';
import { listColumns, saveRule } from '../rule_print.ts';

const read = (rule: string) =>
  parseIptablesSave(`*filter\n-A INPUT ${rule}\nCOMMIT\n`, (name) => name !== 'nope');

const RULES = [
  ['-m set --match-set foo src -j DROP', 'match-set foo src'],
  ['-m set ! --match-set foo src,dst', '! match-set foo src,dst'],
  ['-m set --match-set foo dst --return-nomatch', 'match-set foo dst return-nomatch'],
  [
    '-m set --match-set foo src ! --update-counters ! --update-subcounters',
    'match-set foo src ! update-counters ! update-subcounters',
  ],
  ['-m set --match-set foo src -m set --match-set bar dst', 'match-set foo src match-set bar dst'],
  ['-j SET --add-set foo src --exist --timeout 60', 'add-set foo src exist timeout 60'],
  ['-j SET --add-set foo src --del-set bar dst', 'add-set foo src del-set bar dst'],
] as const;

describe('rules about sets', () => {
  it.each(RULES)('%s', (rule, extra) => {
    const parsed = read(rule);
    if (!parsed.ok) throw new Error(parsed.problem.what);
    const { rule: found } = parsed.value[0]!.chains.get('INPUT')!.entries[0]!;
    expect(saveRule(found)).toBe(rule);
    expect(listColumns(found).extra).toBe(extra);
  });

  it.each([
    ['-m set --match-set nope src', "Set nope doesn't exist."],
    ['-j SET --add-set nope src', "Set nope doesn't exist."],
    ['-m set', 'You must specify `--match-set'],
    ['-m set --match-set foo src,any', "list of) 'src' or 'dst'."],
    ['-m set --match-set foo src,src,src,src,src,src,src', "Can't be more src/dst options than 6."],
    ['-m set --match-set foo src --match-set bar src', '--match-set can be specified only once'],
    ['-m set --match-set foo src ! --return-nomatch', '--return-nomatch flag cannot be inverted'],
    ['-m set --match-set foo src --packets-eq 5', 'unknown option "--packets-eq"'],
    ['-j SET', 'You must specify either'],
    ['-j SET --del-set foo src --exist', "Flag `--exist' can be used"],
    ['-j SET --add-set foo src --timeout abc', 'Invalid value for option --timeout'],
  ])('refuses %s', (rule, what) => {
    const parsed = read(rule);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.problem.what).toContain(what);
  });

  it('keep the set from being destroyed, and are counted', () => {
    const { net } = namespace();
    nfnl_ipset(net, { do: 'ipset.create', set: 'foo', type: 'hash:ip', options: {}, exist: false });
    const parsed = parseIptablesSave(
      '*filter\n-A INPUT -m set --match-set foo src -j SET --del-set foo src\nCOMMIT\n',
      (name) => net.ipset.find(name) !== undefined,
    );
    if (!parsed.ok) throw new Error(parsed.problem.what);
    for (const table of parsed.value) net.xtables.install(table);
    expect(net.ipset.snapshot().get('foo')).toMatchObject({ references: 2 });
    expect(nfnl_ipset(net, { do: 'ipset.destroy', set: 'foo' })).toBe('BUSY');
  });
});
