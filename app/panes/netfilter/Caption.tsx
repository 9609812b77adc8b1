// What passes, from where to where; and where it is, if not here.
import { packetName } from '../../../engine/explain/index.ts';
import { useWords } from '../../state/language.ts';
import type { Labels } from './ends.ts';
import { type Drawn, dropOf } from './items.ts';
import styles from './Netfilter.module.css';
import type { Where } from './usePass.ts';

export interface CaptionProps {
  readonly drawn: Drawn;
  readonly labels: Labels;
  readonly where: Where;
}

export function Caption({ drawn, labels, where }: CaptionProps) {
  const words = useWords('netfilter');
  const { trace, pass, way } = drawn;
  if (!pass) return <p className={styles.caption}>{words.nothing}</p>;
  const { frame } = trace.events[pass.events[0]!]!;
  const label = (at: number) => labels.get(way.at(at)!.spot) || words.kernel;
  const end = dropOf(drawn) ? `✕ ${words.dropped}` : label(-1);
  return (
    <p className={styles.caption}>
      <b>{words.passing(frame ? packetName(frame) : '', label(0), end)}</b>{' '}
      {where === 'passes' ? null : words.where[where]}
    </p>
  );
}
