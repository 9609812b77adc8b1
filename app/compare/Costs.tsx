// A small table of what each way costs, with the difference.
import { useMemo } from 'react';
import type { Opened } from '../../engine/protocol.ts';
import { type Cost, traceCost } from '../../engine/trace/cost.ts';
import { useWords } from '../state/language.ts';
import styles from './Costs.module.css';
import type { ShownSide, Sides } from './sides.ts';

const ORDER: readonly (keyof Cost)[] = [
  'hops',
  'frames',
  'octets',
  'rules',
  'routes',
  'fdb',
  'neighbours',
  'conntrack',
  'encapsulations',
  'rewrites',
];

function useCost(opened: Opened | null): Cost | null {
  return useMemo(() => opened && traceCost(opened.trace), [opened]);
}

interface ValueProps {
  readonly value: number | undefined;
  readonly most: number;
  readonly side: 'first' | 'second';
}

/** A number, and how long it is beside the other. */
function Value({ value, most, side }: ValueProps) {
  const share = value === undefined || most === 0 ? 0 : value / most;
  return (
    <td className={styles.value} data-side={side}>
      {value?.toLocaleString('en') ?? '…'}
      <span
        className={styles.bar}
        style={{ width: `${share * 100}%` }}
        data-none={share === 0 ? '' : undefined}
      />
    </td>
  );
}

const signed = (difference: number): string =>
  difference === 0 ? '0' : `${difference > 0 ? '+' : '−'}${Math.abs(difference).toLocaleString('en')}`;

export function Costs({ sides }: { readonly sides: Sides }) {
  const words = useWords('compare').cost;
  const [first, second] = sides;
  const costs = [useCost(first.opened), useCost(second.opened)] as const;
  const head = ({ name }: ShownSide, side: 'first' | 'second') => (
    <th scope="col" data-side={side}>
      {name}
    </th>
  );
  return (
    <div className={styles.costs}>
      <table aria-label={words.title}>
        <thead>
          <tr>
            <th scope="col">{words.what}</th>
            {head(first, 'first')}
            {head(second, 'second')}
            <th scope="col">{words.difference}</th>
          </tr>
        </thead>
        <tbody>
          {ORDER.map((name) => {
            const values = [costs[0]?.[name], costs[1]?.[name]] as const;
            const most = Math.max(values[0] ?? 0, values[1] ?? 0);
            const difference = (values[1] ?? 0) - (values[0] ?? 0);
            const known = values[0] !== undefined && values[1] !== undefined;
            return (
              <tr key={name}>
                <th scope="row">{words[name]}</th>
                <Value value={values[0]} most={most} side="first" />
                <Value value={values[1]} most={most} side="second" />
                <td className={styles.difference} data-none={known && difference === 0 ? '' : undefined}>
                  {known ? signed(difference) : '…'}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className={styles.note}>{words.note}</p>
    </div>
  );
}
