// The commands as a person types them; on a machine with iptables every answer is compared with the real one's (../../oracle).
import { describe, expect, it } from 'vitest';
import { bareNet } from '../../kernel/net.fixture.ts';
import { splitWords } from '../../kernel/netfilter/words.ts';
import { type XtEdit, xtables_edit } from '../../kernel/netfilter/xtables_edit.ts';
import { iptablesCommands } from '../../oracle/iptables_commands.ts';
import { runIptables, runIptablesRestore, runIptablesSave } from './index.ts';

function shell() {
  const { net } = bareNet();
  const context = { net, apply: (edit: XtEdit) => xtables_edit(net, edit) };
  return {
    iptables: (line: string) => runIptables(splitWords(line)!, context),
    save: (...words: string[]) => runIptablesSave(words, context).stdout,
    restore: (text: string, ...words: string[]) => runIptablesRestore(words, context, text),
  };
}

describe('iptables', () => {
  it('keeps and prints what the engine does not know', () => {
    const { iptables, save } = shell();
    const rule =
      '-A INPUT -p tcp -m u32 --u32 "6&0xFF=0x6 && 4=2" -m comment --comment odd -j NFQUEUE --queue-num 3';
    expect(iptables(rule)).toEqual({ stdout: '', stderr: '', code: 0 });
    expect(save()).toContain(`${rule}\n`);
    expect(iptables('-nL INPUT').stdout).toContain(
      'u32 --u32 "6&0xFF=0x6 && 4=2" /* odd */ NFQUEUE --queue-num 3',
    );
    expect(iptables(rule.replace('-A', '-D')).code).toBe(0);
  });

  it('refuses what iptables does not know either', () => {
    expect(shell().iptables('-A INPUT -m sorcery')).toEqual({
      stdout: '',
      stderr:
        "iptables v1.8.9 (legacy): Couldn't load match `sorcery':No such file or directory\n\nTry `iptables -h' or 'iptables --help' for more information.\n",
      code: 2,
    });
  });

  it('says what the kernel says', () => {
    const { iptables } = shell();
    expect(iptables('-A INPUT -j MASQUERADE').stderr).toBe(
      "iptables: Invalid argument. Run `dmesg' for more information.\n",
    );
    expect(iptables('-D INPUT 1').stderr).toBe('iptables: Index of deletion too big.\n');
  });
});

describe('iptables-save', () => {
  it('writes what iptables-restore reads back the same, for every rule there is a test of', () => {
    const { iptables, save } = shell();
    for (const line of iptablesCommands.filter((command) => !/^-[FX]|^-v -F/.test(command))) iptables(line);
    const saved = save('-c');
    expect(saved.split('\n').length).toBeGreaterThan(200);
    const again = shell();
    expect(again.restore(saved, '-c')).toMatchObject({ stdout: '', code: 0 });
    const tables = (text: string) => text.split(/^# Generated.*\n/m).sort();
    expect(tables(again.save('-c'))).toEqual(tables(saved));
  });
});

describe('iptables-restore', () => {
  const TEXT =
    '*filter\n:INPUT DROP [5:6]\n:MINE - [0:0]\n[1:2] -A MINE -s 1.1.1.1,2.2.2.2 -j ACCEPT\nCOMMIT\n';

  it('takes counters only when it is told to', () => {
    const { restore, save } = shell();
    restore(TEXT);
    expect(save('-c')).toContain(':INPUT DROP [0:0]');
    restore(TEXT, '-c');
    expect(save('-c')).toContain(':INPUT DROP [5:6]');
    expect(save('-c')).toContain('[1:2] -A MINE -s 2.2.2.2/32 -j ACCEPT');
  });

  it('leaves other chains alone with -n, and empties those it names', () => {
    const { iptables, restore, save } = shell();
    iptables('-A FORWARD -j ACCEPT');
    restore(TEXT, '-n');
    restore(TEXT, '-n');
    expect(save()).toContain('-A FORWARD -j ACCEPT');
    expect(save().match(/-A MINE/g)).toHaveLength(2);
    restore(TEXT);
    expect(save()).not.toContain('-A FORWARD');
  });

  it('names the line, and keeps the tables before it', () => {
    const { restore, save } = shell();
    const failed = restore(`${TEXT}*nat\n-A PREROUTING -j DNAT\nCOMMIT\n`);
    expect(failed).toMatchObject({ code: 2, stderr: expect.stringContaining('Error occurred at line: 7') });
    expect(save()).toContain('-A MINE');
    expect(restore('*filter\n-A NOWHERE\nCOMMIT\n')).toMatchObject({
      code: 1,
      stderr: 'iptables-restore: line 2 failed\n',
    });
  });

  it('commits nothing with -t', () => {
    const { restore, save } = shell();
    expect(restore(TEXT, '-t').code).toBe(0);
    expect(save()).not.toContain('MINE');
  });
});
