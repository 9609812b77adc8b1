// The texts of a box, where layout put them.
import type { TextLine } from '../measure.ts';
import styles from '../scene.module.css';

export function Line({ line }: { readonly line: TextLine }) {
  return (
    <text className={`${styles.text} ${styles[line.role]}`} x={line.x} y={line.y}>
      {line.text}
    </text>
  );
}

export function Lines({ lines }: { readonly lines: readonly TextLine[] }) {
  return lines.map((line) => <Line key={`${line.role} ${line.text}`} line={line} />);
}
