// Of a table that is edited the kernel checks what the edit may have made wrong; the answer is that of checking it all.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareNet } from '../net.fixture.ts';
import { do_command } from './do_command.ts';
import { DraftChains } from './draft_chains.ts';
import { do_parse } from './parse/do_parse.ts';
import type { TableDraft } from './table_draft.ts';
import { OptionError } from './types.ts';
import { splitWords } from './words.ts';
import { translate_table } from './x_tables_check.ts';
import { isTableKind } from './x_tables_hooks.ts';

const chain = fc.constantFrom('PREROUTING', 'OUTPUT', 'POSTROUTING', 'A', 'B', 'C');
const rule = fc.constantFrom(
  '-j A',
  '-j B',
  '-j C',
  '-p tcp -j A',
  '-j ACCEPT',
  '-s 10.0.0.0/8 -j B',
  '-p tcp -j DNAT --to-destination 10.0.0.1:80',
  '-j MASQUERADE',
  '-m owner --uid-owner 0 -j RETURN',
);
const command = fc.oneof(
  fc.tuple(chain, rule).map(([name, text]) => `-A ${name} ${text}`),
  fc
    .tuple(chain, fc.integer({ min: 1, max: 3 }), rule)
    .map(([name, num, text]) => `-I ${name} ${num} ${text}`),
  fc.tuple(chain, fc.integer({ min: 1, max: 3 })).map(([name, num]) => `-D ${name} ${num}`),
  chain.map((name) => `-N ${name}`),
  chain.map((name) => `-X ${name}`),
  chain.map((name) => `-F ${name}`),
);

/** The same, as if it were all new. */
function whole({ kind, chains }: TableDraft): TableDraft {
  const all = new DraftChains(null);
  for (const [name, each] of chains) all.set(name, each);
  return { kind, chains: all };
}

/** Null if it comes to nothing. */
function after(draft: TableDraft, text: string): TableDraft | null {
  try {
    const isChain = (_: string, name: string) => draft.chains.has(name);
    const context = { table: draft.kind, isTable: isTableKind, isChain, hasSet: () => false };
    const parsed = do_parse(splitWords(text)!, context);
    return parsed.kind === 'command' && do_command(draft, parsed.command) === null ? draft : null;
  } catch (error) {
    if (error instanceof OptionError) return null;
    throw error;
  }
}

describe('the check of an edit', () => {
  it('refuses what a check of the whole table refuses, and takes what that takes', () => {
    const answers = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(fc.array(command, { minLength: 5, maxLength: 40 }), (commands) => {
        const { net } = bareNet();
        for (const text of ['-N A', '-N B', '-N C', ...commands]) {
          const draft = after(net.xtables.draft('nat'), text);
          if (!draft) continue;
          const refused = translate_table(draft);
          expect(refused).toEqual(translate_table(whole(draft)));
          answers[refused ? 'refused' : 'taken']++;
          net.xtables.install(draft);
        }
      }),
      { numRuns: 400 },
    );
    expect(answers.refused).toBeGreaterThan(30);
    expect(answers.taken).toBeGreaterThan(1000);
  });
});
