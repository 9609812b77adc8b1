// Where a packet ends: a cross and a word. `x` is the right edge.
import { useWords } from '../../state/language.ts';
import styles from './Netfilter.module.css';
import { widthOf } from './text.ts';

export function Dropped({ x, y }: { readonly x: number; readonly y: number }) {
  const { dropped } = useWords('netfilter');
  const text = `✕ ${dropped}`;
  const width = widthOf(text, 'small') + 10;
  return (
    <g className={styles.dropped}>
      <rect x={x - width} y={y} width={width} height={16} rx={4} />
      <text x={x - width / 2} y={y + 11.5} textAnchor="middle">
        {text}
      </text>
    </g>
  );
}
