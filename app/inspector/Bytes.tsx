// The octets of the packet, sixteen in a row, in the colours of their layers, joined with the fields both ways.
import { type KeyboardEvent, memo, useMemo, useRef, useState } from 'react';
import { useWords } from '../state/language.ts';
import { choose, hover, useSelection } from '../state/selection.ts';
import { keepFocus } from '../ui/keepFocus.ts';
import styles from './Bytes.module.css';
import { type OctetOwner, octet, overlap, ownersOf } from './bits.ts';
import type { Comparison } from './compare.ts';
import { useChosen, useChosenInView } from './useChosen.ts';
import { useComparison } from './useComparison.ts';

const ROW = 16;
const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
const ascii = (value: number) => (value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : '.');

interface Cell {
  readonly index: number;
  readonly value: number;
  readonly owner: OctetOwner | null;
}

interface OctetProps extends Cell {
  readonly chosen: boolean;
  readonly stop: boolean;
  onStop(index: number): void;
}

/** The octets in rows of sixteen. */
function rowsOf({ bytes, layers }: Comparison): Cell[][] {
  const owners = ownersOf(layers, bytes.length);
  const cells = Array.from(bytes, (value, index) => ({ index, value, owner: owners[index] ?? null }));
  return Array.from({ length: Math.ceil(cells.length / ROW) }, (_, row) =>
    cells.slice(row * ROW, (row + 1) * ROW),
  );
}

const Octet = memo(function Octet({ index, value, owner, chosen, stop, onStop }: OctetProps) {
  const words = useWords('inspector');
  const bits = octet(index);
  const own = owner?.bits ?? bits;
  const lit = useSelection((selection) => overlap(selection.hovered, bits));
  return (
    <td>
      <button
        type="button"
        className={styles.octet}
        data-octet={index}
        data-layer={owner?.layer}
        data-lit={lit || undefined}
        data-changed={owner?.changed || undefined}
        aria-pressed={chosen}
        aria-label={words.octet(hex(value, 2), index, owner?.names ?? null, owner?.changed ?? false)}
        title={owner?.names}
        tabIndex={stop ? 0 : -1}
        onMouseDown={keepFocus}
        onMouseEnter={() => hover(own)}
        onFocus={() => {
          hover(own);
          onStop(index);
        }}
        onBlur={() => hover(null)}
        onClick={owner ? () => choose(owner.fields) : undefined}
      >
        {hex(value, 2)}
      </button>
    </td>
  );
});

const Letter = memo(function Letter({ index, value, owner, chosen }: Cell & { readonly chosen: boolean }) {
  const lit = useSelection((selection) => overlap(selection.hovered, octet(index)));
  return (
    <span data-lit={lit || chosen || undefined} data-layer={owner?.layer}>
      {ascii(value)}
    </span>
  );
});

const MOVES: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowRight: (at) => at + 1,
  ArrowLeft: (at) => at - 1,
  ArrowDown: (at) => at + ROW,
  ArrowUp: (at) => at - ROW,
  Home: () => 0,
  End: (_at, last) => last,
};

function move(event: KeyboardEvent<HTMLElement>, at: number, last: number) {
  const to = MOVES[event.key]?.(at, last);
  if (to === undefined || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const within = Math.max(0, Math.min(last, to));
  event.currentTarget.querySelector<HTMLElement>(`[data-octet="${within}"]`)?.focus();
}

export function Bytes() {
  const words = useWords('inspector');
  const comparison = useComparison();
  const chosen = useChosen(comparison);
  const root = useRef<HTMLTableElement>(null);
  const [stop, setStop] = useState(0);
  useChosenInView(root);
  const rows = useMemo(() => (comparison ? rowsOf(comparison) : []), [comparison]);
  if (!comparison) return <p className={styles.none}>{words.nothing}</p>;
  const last = comparison.bytes.length - 1;
  const at = Math.min(stop, last);
  return (
    <table
      ref={root}
      className={styles.bytes}
      data-keys="own"
      onKeyDown={(event) => move(event, at, last)}
      onMouseLeave={() => hover(null)}
    >
      <caption className={styles.caption}>{words.octets}</caption>
      <tbody>
        {rows.map((cells) => (
          <tr key={cells[0]!.index}>
            <th scope="row">{hex(cells[0]!.index, 4)}</th>
            {cells.map((cell) => (
              <Octet
                key={cell.index}
                {...cell}
                chosen={overlap(chosen, octet(cell.index))}
                stop={cell.index === at}
                onStop={setStop}
              />
            ))}
            {cells.length < ROW ? <td colSpan={ROW - cells.length} /> : null}
            <td className={styles.ascii} aria-hidden="true">
              {cells.map((cell) => (
                <Letter key={cell.index} {...cell} chosen={overlap(chosen, octet(cell.index))} />
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** All octets as one line of hex, when somebody wants it. */
export function useHex(): () => string {
  const comparison = useComparison();
  return () => Array.from(comparison?.bytes ?? [], (value) => hex(value, 2)).join(' ');
}
