// A rule that asks sets: what of the packet it asks them about, and what they answer.
import { formatIpv4 } from '../wire/address.ts';
import { type Frame, ipv4Of } from '../wire/frame.ts';
import { rowLink, type Sentence } from './words.ts';

interface Question {
  readonly name: string;
  readonly inverted: boolean;
  readonly sides: readonly string[];
}

/** `-m set ! --match-set foo src,dst`, as the rule is printed. */
function questionsOf(spec: string): Question[] {
  return [...spec.matchAll(/-m set (! )?--match-set (\S+) (\S+)/g)].map(([, not, name = '', sides = '']) => ({
    name,
    inverted: not !== undefined,
    sides: sides.split(','),
  }));
}

/** Addresses in the order in which the set is asked about them; ports stand beside them in the packet. */
function asked(frame: Frame | null, { sides }: Question): string {
  const packet = frame ? ipv4Of(frame) : undefined;
  if (!packet) return 'the packet';
  return sides.map((side) => `${side} ${formatIpv4(side === 'src' ? packet.src : packet.dst)}`).join(', ');
}

/** Why the match said no. Of several sets the rule names, the first that did is not told from the others. */
export function setWords(frame: Frame | null, spec: string): string {
  const questions = questionsOf(spec);
  const answers = questions.map(
    (each) =>
      `set ${each.name} ${each.inverted ? 'has' : 'does not have'} the packet (${asked(frame, each)})`,
  );
  return answers.length > 0 ? answers.join(', or ') : 'no set has the packet';
}

/** What the sets of a rule that matched have answered. */
export function matchedSets(ns: number, frame: Frame | null, spec: string): Sentence[] {
  return questionsOf(spec).map((each) => [
    rowLink(`Set ${each.name}`, ns, 'ipset', each.name),
    ` ${each.inverted ? 'does not have' : 'has'} the packet (${asked(frame, each)}).`,
  ]);
}
