// A hook with everything that is registered there, in the order in which it is called.
import { useWords } from '../../state/language.ts';
import { HEADER, type HookBox } from './arrange.ts';
import { Dropped } from './Dropped.tsx';
import type { Drawn, Item } from './items.ts';
import { type Moment, spotKey, stateOf } from './moment.ts';
import styles from './Netfilter.module.css';
import { Press } from './Press.tsx';
import { Row } from './Row.tsx';

export interface HookProps {
  readonly drawn: Drawn;
  readonly box: HookBox;
  /** The packet ends here. */
  readonly dropped: boolean;
  readonly moment: Moment;
  onOpen(item: Item, rule: number): void;
  onStep(tick: number): void;
}

export function Hook({ drawn, box, dropped, moment, onOpen, onStep }: HookProps) {
  const words = useWords('netfilter');
  const { names, rules } = words;
  const { hook, x, y, width, height, items } = box;
  const stop = drawn.way.find(({ spot }) => spot === hook);
  const key = spotKey(hook);
  const state = stateOf(key, stop?.from ?? null, moment);
  const name = dropped ? `${names.hook(hook)}, ${words.dropped}` : names.hook(hook);
  const labelOf = ({ kind, key, text, rules: count }: Item) => {
    if (count === null) return names.part(text, hook);
    const table = key.split(' ')[1] ?? '';
    return kind === 'chain' ? names.chain(text, table, rules(count)) : names.table(text, hook, rules(count));
  };
  return (
    <g className={styles.hook} data-state={state} data-dropped={dropped || undefined}>
      <rect className={styles.plate} x={x} y={y} width={width} height={height} rx={7} />
      <Press
        id={key}
        label={stop ? names.toStep(name) : name}
        state={state}
        className={styles.title}
        onPress={stop ? () => onStep(stop.from) : null}
      >
        <path
          className={styles.back}
          d={`M${x + 1},${y + HEADER}V${y + 7}q0,-6 6,-6H${x + width - 7}q6,0 6,6V${y + HEADER}Z`}
        />
        <text x={x + 11} y={y + HEADER / 2 + 4}>
          {hook}
        </text>
        {state === 'now' ? <circle className={styles.here} cx={x + 4.5} cy={y + HEADER / 2} r={5} /> : null}
        {dropped ? <Dropped x={x + width - 6} y={y + 4} /> : null}
      </Press>
      {items.map(({ item, box: own, lines }) => (
        <Row
          key={item.key}
          trace={drawn.trace}
          item={item}
          box={own}
          lines={lines}
          moment={moment}
          label={labelOf(item)}
          onOpen={onOpen}
        />
      ))}
    </g>
  );
}
