// ipset as it is typed and as it answers. What the real one prints is compared in oracle/ipset.test.ts.
import { describe, expect, it } from 'vitest';
import { namespace } from '../kernel/ipset/net.fixture.ts';
import { restoreIpset, runIpset } from './ipset.ts';
import { printIpsets } from './print/index.ts';

/** A namespace in which lines are typed; the answer to the last. */
function typed(...lines: string[]) {
  const { net } = namespace();
  const answers = lines.map((line) => runIpset(line.split(' '), net));
  return { net, last: answers.at(-1)! };
}

const LIST = `Name: web
Type: hash:ip,port
Revision: 7
Header: family inet hashsize 1024 maxelem 65536 timeout 300 counters comment bucketsize 12 initval 0x12345678
Size in memory: 346
References: 0
Number of entries: 1
Members:
10.0.0.1,tcp:80 timeout 300 packets 0 bytes 0 comment "x"
`;

describe('ipset', () => {
  it('lists a set', () => {
    const { net, last } = typed(
      'create web hash:ip,port timeout 300 counters comment',
      'add web 10.0.0.1,http comment x',
      'list web',
    );
    expect(last).toEqual({ stdout: LIST, stderr: '', code: 0 });
    const lines = printIpsets({ ipset: net.ipset.snapshot() }, { now: 0 });
    expect(lines.map(({ text }) => `${text}\n`).join('')).toBe(LIST);
    expect(lines.filter(({ key }) => key !== null).map(({ key }) => key)).toEqual([
      'web',
      'web 10.0.0.1,tcp:80',
    ]);
  });

  it('answers a test on the error stream, and by its exit code', () => {
    expect(typed('create foo hash:net', 'add foo 10.0.0.0/8', 'test foo 10.1.2.3').last).toEqual({
      stdout: '',
      stderr: 'Warning: 10.1.2.3 is in set foo.\n',
      code: 0,
    });
    expect(typed('create foo hash:net', 'test foo 10.1.2.3').last).toEqual({
      stdout: '',
      stderr: '10.1.2.3 is NOT in set foo.\n',
      code: 1,
    });
  });

  it('says what is wrong, and how wrong', () => {
    const again = typed('create foo hash:ip', 'add foo 10.0.0.1', 'add foo 10.0.0.1').last;
    expect(again.stderr).toBe("ipset v7.17: Element cannot be added to the set: it's already added\n");
    expect(again.code).toBe(1);
    const unknown = typed('create foo hash:ip colour red').last;
    expect(unknown.stderr).toBe(
      "ipset v7.17: Unknown argument: `colour'\nTry `ipset help' for more information.\n",
    );
    expect(unknown.code).toBe(2);
  });

  it('saves what restore brings back the same', () => {
    const { net } = typed(
      'create nets hash:net comment',
      'add nets 10.0.0.0/8 comment ten',
      'add nets 10.1.0.0/16 nomatch',
      'create ports bitmap:port range 80-90',
      'add ports 85-87',
      'create all list:set',
      'add all ports',
      'add all nets before ports',
    );
    const saved = runIpset(['save'], net).stdout;
    const other = namespace().net;
    expect(runIpset(['restore'], other, saved)).toEqual({ stdout: '', stderr: '', code: 0 });
    expect(runIpset(['save'], other).stdout).toBe(saved);
    const read = restoreIpset(saved);
    expect(read.ok && read.value.map(({ request }) => request.do.slice(6))).toEqual([
      ...['create', 'add', 'add'],
      ...['create', 'add', 'add', 'add'],
      ...['create', 'add', 'add'],
    ]);
  });

  it.each([
    ['add foo 10.0.0.1', 'ipset line 1', 'does not exist'],
    ['create foo hash:ip\n\nadd foo 10.0.0.300', 'ipset line 3', '10.0.0.300'],
    ['create foo hash:ip\nflush foo', 'ipset line 2', 'flush'],
    ['create foo hash:ip\nadd foo 1.1.1.1 comment "', 'ipset line 2', 'quote'],
  ])('refuses to read %j', (text, where, what) => {
    const read = restoreIpset(text);
    expect(read.ok).toBe(false);
    if (!read.ok)
      expect([read.problem.where, read.problem.what]).toEqual([where, expect.stringContaining(what)]);
  });
});
