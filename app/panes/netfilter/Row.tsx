// One line of a hook: a table or function registered there, a chain the packet was sent through, or a note.
import type { Trace } from '../../../engine/trace/events.ts';
import { useWords } from '../../state/language.ts';
import { NOTE, NOTE_LEFT, type PlacedItem } from './arrange.ts';
import type { Item } from './items.ts';
import { type Moment, type State, stateOf } from './moment.ts';
import styles from './Netfilter.module.css';
import { Press } from './Press.tsx';
import { cut, widthOf } from './text.ts';
import { ruleAt } from './walked.ts';

export interface RowProps extends PlacedItem {
  readonly trace: Trace;
  readonly moment: Moment;
  /** What it is, for those who do not see it. */
  readonly label: string;
  onOpen(item: Item, rule: number): void;
}

/** Names of chains are cut to this much for what came of them; to less, only a sign is left of it. */
const NAME_LEAST = 62;
const SIGNS: Readonly<Record<string, string>> = { good: '✓', change: '✓', bad: '✕' };
const LEFT = 11;
const INDENT = 7;
const PAD = 7;

/** While a chain is walked: which of its rules is tried. Then: what came of it. */
function useTold({ trace, item, moment }: RowProps): {
  text: string;
  look: string;
  name: string;
  rule: number;
} {
  const words = useWords('netfilter');
  const { span, result, walks, rules } = item;
  const { tick } = moment;
  if (!span || tick < span.from) return { text: '', look: 'plain', name: '', rule: 0 };
  const rule = ruleAt(trace, walks, tick) ?? 0;
  if (tick < span.to && walks.length > 0)
    return rule > 0
      ? { text: `${rule}/${rules ?? 0}`, look: 'plain', name: words.rule(rule, rules ?? 0), rule }
      : { text: '', look: 'plain', name: '', rule };
  return {
    text: result?.text ?? '',
    look: result?.look ?? 'plain',
    name: result?.name ?? result?.text ?? '',
    rule,
  };
}

function Note({ item, box, lines, moment }: RowProps) {
  const state = stateOf(item.key, item.span?.from ?? null, moment);
  return (
    <text className={styles.note} data-state={state} data-look={item.result?.look}>
      {lines.map((line, nth) => (
        <tspan key={line} x={box.x + NOTE_LEFT} y={box.y + nth * NOTE + 10}>
          {line}
        </tspan>
      ))}
    </text>
  );
}

/** The packet's way goes on inside the hook: solid where it has been, dotted where it will go. */
function Rail({ item, box, state, bad }: Pick<RowProps, 'item' | 'box'> & { state: State; bad: boolean }) {
  if (state === 'off') return null;
  const { x, y, height } = box;
  const [cx, cy] = [x + 4.5, y + height / 2];
  return (
    <>
      <path
        className={styles.rail}
        data-state={state}
        data-skipped={item.skipped || undefined}
        d={`M${cx},${y + 1}V${y + height - 1}`}
      />
      {state === 'now' && !bad ? <circle className={styles.here} cx={cx} cy={cy} r={5} /> : null}
      {bad ? (
        <g className={styles.ended}>
          <circle cx={cx} cy={cy} r={7} />
          <path className={styles.cross} d={`M${cx - 3},${cy - 3}l6,6m0,-6l-6,6`} />
        </g>
      ) : null}
    </>
  );
}

export function Row(props: RowProps) {
  const { item, box, moment, label, onOpen } = props;
  const words = useWords('netfilter');
  const told = useTold(props);
  if (item.kind === 'note') return <Note {...props} />;
  const { x, y, width, height } = box;
  const state = stateOf(item.key, item.span?.from ?? null, moment);
  const isSkipped = item.skipped && state !== 'off';
  const left = x + LEFT + (item.kind === 'chain' ? item.depth * INDENT : 0);
  const baseline = y + height / 2 + 4;
  const end = x + width - PAD;
  const crowded = item.kind === 'chain' && end - left - widthOf(told.text, 'small') < NAME_LEAST;
  const result = crowded ? (SIGNS[told.look] ?? told.text) : told.text;
  const aside = result === '' ? 0 : widthOf(result, 'small') + 5;
  const count =
    item.rules === null ? '' : item.kind === 'chain' ? `${item.rules}` : countText(item.rules, words);
  const size = item.kind === 'chain' ? 'chain' : 'name';
  const name = cut(item.text, size, end - left - aside);
  const after = left + widthOf(name, size) + 7;
  const fits = count !== '' && after + widthOf(count, 'small') < end - aside;
  const whole = [
    label,
    told.name,
    isSkipped ? words.names.skipped : state === 'off' ? '' : words.names[state],
  ];
  return (
    <Press
      id={item.key}
      label={whole.filter((part) => part !== '').join(', ')}
      state={isSkipped && state !== 'ahead' ? 'off' : state}
      className={styles.row}
      onPress={item.opens ? () => onOpen(item, told.rule) : null}
    >
      <rect className={styles.back} x={x + 1} y={y} width={width - 2} height={height} />
      <Rail item={item} box={box} state={state} bad={told.look === 'bad'} />
      {item.kind === 'chain' ? (
        <path className={styles.elbow} d={`M${left - 6},${y + 3}V${y + height / 2}H${left - 2}`} />
      ) : null}
      <text className={styles.name} data-kind={item.kind} x={left} y={baseline}>
        {name}
      </text>
      {fits ? (
        <text className={styles.count} x={after} y={baseline}>
          {count}
        </text>
      ) : null}
      {told.look === 'bad' ? (
        <rect
          className={styles.badge}
          x={end - aside - 1}
          y={y + 4}
          width={aside + 4}
          height={height - 8}
          rx={4}
        />
      ) : null}
      <text className={styles.result} data-look={told.look} x={end} y={baseline} textAnchor="end">
        {result}
      </text>
    </Press>
  );
}

const countText = (rules: number, words: ReturnType<typeof useWords<'netfilter'>>) =>
  rules === 0 ? words.empty : words.rules(rules);
