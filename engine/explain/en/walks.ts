// Tables of iptables, and their rules tried one after another.
import type { WalkOutcome } from '../../trace/events.ts';
import { link, listed, type Sentence, type Target } from '../sentence.ts';
import type { Found, Rule, SetAsked, TableWalked } from '../values.ts';

const decider = (by: Rule | null) =>
  by === null
    ? 'nobody'
    : link(by.num === 0 ? `the policy of ${by.chain}` : `rule ${by.num} of ${by.chain}`, by.to);

const asked = ({ sides }: SetAsked) => (sides.length > 0 ? ` (${sides.join(', ')})` : '');

const answer = (set: SetAsked) =>
  `set ${set.name} ${set.inverted ? 'has' : 'does not have'} the packet${asked(set)}`;

function failed(part: string, found: Found | null): string {
  switch (found?.of) {
    case 'source':
    case 'destination':
    case 'protocol':
    case 'mark':
      return `${part} is not met by the ${found.of} ${found.value}`;
    case 'in':
      return `${part} is not met by the input device ${found.value ?? '(none)'}`;
    case 'out':
      return `${part} is not met by the output device ${found.value ?? '(none)'}`;
    case 'state':
      return `${part} is not met: the packet is ${found.value ?? 'not tracked'}`;
    case 'sets':
      return `${part} is not met: ${found.sets.map(answer).join(', or ') || 'no set has the packet'}`;
    case undefined:
      return `${part} is not met`;
  }
}

function outcome(outcome: WalkOutcome, chain: string): string {
  switch (outcome.kind) {
    case 'jump':
      return `on to chain ${outcome.chain}.`;
    case 'verdict':
      return outcome.verdict === 'ACCEPT'
        ? 'the packet is accepted, this table is done.'
        : `${outcome.verdict}: the packet ends here.`;
    case 'continue':
      return `${outcome.target === '' ? 'it only counts' : `${outcome.target} acts`}, and the next rule is tried.`;
    case 'unsure':
      return `all that is known of it, but ${outcome.extension} is not supported: what Linux would do is not known, and the next rule is tried.`;
    case 'nat':
      return `${outcome.target} settles the translation of this connection.`;
    case 'return':
      return `back from ${chain} to where it was called.`;
    case 'end':
    case 'policy':
      return 'the chain ends.';
  }
}

export const walks = {
  matches: ({ num, chain, to }: Rule, came: WalkOutcome): Sentence => [
    link(`Rule ${num} of ${chain}`, to),
    ` matches: ${outcome(came, chain)}`,
  ],
  fails: ({ num, chain, to }: Rule, part: string, found: Found | null): Sentence => [
    link(`Rule ${num} of ${chain}`, to),
    ` does not match: ${failed(part, found)}.`,
  ],
  setMatched: (set: SetAsked, to: Target): Sentence => [
    link(`Set ${set.name}`, to),
    ` ${set.inverted ? 'does not have' : 'has'} the packet${asked(set)}.`,
  ],
  policy: (chain: string, to: Target, verdict: string): Sentence => [
    link(`The policy of ${chain}`, to),
    ` decides: ${verdict}.`,
  ],
  returns: (chain: string): Sentence => [`No rule of ${chain} was left: back to the chain that called it.`],
  /** `tried`: rules and ends of chains; less than two is none that applies. */
  table: ({ hook, table, verdict, by }: TableWalked, tried: number): Sentence => [
    `Hook ${hook}, table ${table}: ${tried < 2 ? 'no rule applies' : `${tried} rules and ends of chains tried`}, `,
    decider(by),
    ` decides: ${verdict}.`,
  ],
  /** br_netfilter.c br_nf_pre_routing */
  calledByBridge: [
    'It is the bridge that calls this hook, before it decides where the frame goes (net.bridge.bridge-nf-call-iptables is 1).',
  ] as Sentence,
  tables: (walked: readonly TableWalked[]): Sentence => [
    'iptables: ',
    ...listed(
      walked.map(({ hook, table, verdict, by }) => [`${hook} ${table}: ${verdict} by `, decider(by)]),
      '; ',
    ),
    '.',
  ],
};
