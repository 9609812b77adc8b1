// The packet's layers and fields, with what changed since the step before.
import { type KeyboardEvent, useLayoutEffect, useMemo, useRef } from 'react';
import { packetName } from '../../engine/explain/index.ts';
import { frameAt } from '../../engine/trace/steps.ts';
import { useWords } from '../state/language.ts';
import { usePlayback } from '../state/playback.ts';
import { type Bits, choose, type FieldsLocator, hover, useSelection } from '../state/selection.ts';
import { useOpened } from '../state/session.ts';
import { keepFocus } from '../ui/keepFocus.ts';
import { scrollWithin } from '../ui/scrollWithin.ts';
import { overlap } from './bits.ts';
import type { ComparedField, ComparedLayer, Comparison } from './compare.ts';
import styles from './Packet.module.css';
import { useChosen, useChosenInView } from './useChosen.ts';
import { useComparison } from './useComparison.ts';

interface FieldRowProps {
  readonly field: ComparedField;
  readonly fields: FieldsLocator;
  readonly chosen: Bits | null;
}

/** A value in place of another one; of long data the beginning may be the same. */
function Value({ text, before }: Pick<ComparedField, 'text' | 'before'>) {
  const words = useWords('inspector');
  if (before === null) return text;
  if (before === text)
    return (
      <>
        {text} <ins>({words.differs})</ins>
      </>
    );
  return (
    <>
      <del>{before}</del> <span aria-hidden="true">→</span> <ins>{text}</ins>
    </>
  );
}

function FieldRow({ field, fields, chosen }: FieldRowProps) {
  const { name, before, start, length } = field;
  const lit = useSelection((selection) => overlap(selection.hovered, field));
  const bits = { start, length };
  return (
    <li>
      <button
        type="button"
        className={styles.field}
        data-field
        data-lit={lit || undefined}
        data-changed={before !== null || undefined}
        aria-pressed={overlap(chosen, field)}
        tabIndex={fields.first === 0 ? 0 : -1}
        onMouseDown={keepFocus}
        onMouseEnter={() => hover(bits)}
        onFocus={() => hover(bits)}
        onBlur={() => hover(null)}
        onClick={() => choose(fields)}
      >
        <span className={styles.name}>{name}</span>
        <span className={styles.value}>
          <Value {...field} />
        </span>
      </button>
    </li>
  );
}

interface LayerBoxProps {
  readonly layer: ComparedLayer;
  /** Its place, counted from the innermost. */
  readonly back: number;
  readonly chosen: Bits | null;
}

function LayerBox({ layer, back, chosen }: LayerBoxProps) {
  const words = useWords('inspector');
  const changes = layer.fields.filter(({ before }) => before !== null).length;
  const bits = { start: layer.start * 8, length: layer.length * 8 };
  return (
    <details
      open
      className={styles.layer}
      data-layer={layer.layer}
      data-quoted={layer.quoted || undefined}
      data-fresh={layer.fresh || undefined}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a summary is a button of its own */}
      <summary
        className={styles.summary}
        onMouseEnter={() => hover(bits)}
        onFocus={() => hover(bits)}
        onBlur={() => hover(null)}
      >
        <span className={styles.title} lang="en">
          {layer.title}
        </span>
        {layer.quoted ? <span className={styles.badge}>{words.quoted}</span> : null}
        {layer.fresh ? <span className={styles.badge}>{words.putOn}</span> : null}
        {changes > 0 ? <span className={styles.badge}>{words.changed(changes)}</span> : null}
        <span className={styles.brief} lang="en">
          {layer.summary}
        </span>
      </summary>
      <ul lang="en">
        {layer.fields.map((field, index) => (
          <FieldRow
            key={field.start}
            field={field}
            fields={{ back, first: index, last: index }}
            chosen={chosen}
          />
        ))}
      </ul>
    </details>
  );
}

/** Up and down walk the fields; Tab goes from header to header. */
function onKeyDown(event: KeyboardEvent<HTMLElement>) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined || !(event.target instanceof HTMLElement) || !event.target.matches('[data-field]'))
    return;
  event.preventDefault();
  const fields = [...event.currentTarget.querySelectorAll<HTMLElement>('details[open] [data-field]')];
  fields[fields.indexOf(event.target) + by]?.focus();
}

/** Brings the first thing that changed into view. */
function showChange(root: HTMLElement | null, comparison: Comparison | null): void {
  const changed = comparison && root?.querySelector<HTMLElement>('[data-fresh], [data-changed]');
  if (changed && root?.parentElement) scrollWithin(root.parentElement, changed, 36);
}

export function Packet() {
  const words = useWords('inspector');
  const comparison = useComparison();
  const root = useRef<HTMLFieldSetElement>(null);
  const chosen = useChosen(comparison);
  useLayoutEffect(() => showChange(root.current, comparison), [comparison]);
  useChosenInView(root);
  if (!comparison) return <p className={styles.none}>{words.nothing}</p>;
  return (
    <fieldset
      ref={root}
      aria-label={words.layers}
      className={styles.packet}
      onKeyDown={onKeyDown}
      onMouseLeave={() => hover(null)}
    >
      {comparison.gone.map((layer) => (
        <p key={layer.start} className={styles.gone} data-layer={layer.layer}>
          <span className={styles.badge}>{words.takenOff}</span> <del lang="en">{layer.title}</del>{' '}
          <span className={styles.brief} lang="en">
            {layer.summary}
          </span>
        </p>
      ))}
      {comparison.layers.map((layer, index) => (
        <LayerBox key={layer.start} layer={layer} back={comparison.layers.length - index} chosen={chosen} />
      ))}
    </fieldset>
  );
}

/** `echo request seq 1, 98 octets` */
export function usePacketName(): string {
  const words = useWords('inspector');
  const { trace } = useOpened();
  const tick = usePlayback((playback) => playback.tick);
  const zoom = usePlayback((playback) => playback.zoom);
  const comparison = useComparison();
  return useMemo(() => {
    const now = frameAt(trace, zoom, tick);
    return now && comparison ? words.nameAndSize(packetName(now.frame), comparison.bytes.length) : '';
  }, [words, trace, zoom, tick, comparison]);
}
