// The packet's card: its layers as nested bands with their key values, and a line on what happens here.

import type { Words } from '../words/catalogue.ts';
import styles from './packet.module.css';
import type { PacketView, Presence } from './packet.ts';
import { type Band, type BandPart, changeText } from './packetText.ts';
import type { Box, Point } from './stack.ts';

const ROW = 17;
const NEST = { side: 3, bottom: 3 };
const HEAD = 21;
const NOTE = 20;
/** Room for two MAC addresses, also in the frame inside a tunnel. */
const WIDTH = { plain: 284, nested: 304 };

const widthFor = (layers: number) => (layers > 4 ? WIDTH.nested : WIDTH.plain);

interface Card {
  write(view: PacketView, animate: boolean): void;
  size(layers: number, scale: number): { width: number; height: number };
  draw(corner: Point, scale: number, presences: readonly Presence[], progress: number): Box;
}

function span(className: string | undefined, text: string): HTMLSpanElement {
  const element = document.createElement('span');
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

/** TTL shows both values; a rewritten address first the old, then the new. */
function partElement(words: Words['topology'], part: BandPart, animate: boolean): HTMLSpanElement {
  if (part.key === null) return span(styles.partMark, part.text);
  if (part.was === null) return span(styles.part, part.text);
  const element = span(styles.partChanged, part.key === 'ttl' ? changeText(part) : part.text);
  element.title = words.was(part.was);
  if (animate && part.key !== 'ttl') element.dataset.was = part.was;
  element.toggleAttribute('data-flash', animate);
  return element;
}

function fillBand(words: Words['topology'], row: HTMLElement, band: Band, animate: boolean): void {
  row.replaceChildren(
    span(styles.bandName, band.name),
    ...band.parts.map((part) => partElement(words, part, animate)),
  );
}

export function createCard(root: HTMLElement, words: Words['topology']): Card {
  const title = span(styles.cardTitle, '');
  const nest = document.createElement('div');
  const note = document.createElement('div');
  nest.className = styles.nest ?? '';
  note.className = styles.note ?? '';
  root.replaceChildren(title, nest, note);
  const bands = new Map<string, { box: HTMLElement; row: HTMLElement }>();
  const heightFor = (layers: number) => HEAD + layers * (ROW + NEST.bottom) + NOTE;

  const bandFor = ({ id, layer }: { id: string; layer: string }) => {
    const known = bands.get(id);
    if (known) return known;
    const box = document.createElement('div');
    const row = document.createElement('div');
    box.className = styles.band ?? '';
    row.className = styles.bandRow ?? '';
    box.dataset.layer = layer;
    box.append(row);
    nest.append(box);
    const made = { box, row };
    bands.set(id, made);
    return made;
  };

  return {
    write(view, animate) {
      title.textContent = view.kind.title;
      note.textContent = view.dropped ? `✕ ${view.note}` : view.note;
      root.toggleAttribute('data-dropped', view.dropped);
      for (const band of view.bands) fillBand(words, bandFor(band).row, band, animate);
    },
    size: (layers, scale) => ({ width: widthFor(layers) * scale, height: heightFor(layers) * scale }),
    draw(corner, scale, presences, progress) {
      const total = presences.reduce((sum, each) => sum + each.now, 0);
      const height = total * (ROW + NEST.bottom);
      let depth = 0;
      presences.forEach((each, order) => {
        const { box } = bandFor(each);
        if (nest.children[order] !== box) nest.insertBefore(box, nest.children[order] ?? null);
        box.style.transform = `translateX(${(1 - each.now) * -40}px)`;
        box.style.opacity = `${each.now}`;
        box.style.inset = `${depth * ROW}px ${depth * NEST.side}px ${depth * NEST.bottom}px ${depth * NEST.side}px`;
        depth += each.now;
      });
      for (const [id, { box }] of bands) {
        if (presences.some((each) => each.id === id)) continue;
        box.remove();
        bands.delete(id);
      }
      if (progress === 1)
        for (const old of nest.querySelectorAll<HTMLElement>('[data-was]')) delete old.dataset.was;
      nest.style.height = `${height}px`;
      root.style.transform = `translate(${Math.round(corner.x)}px,${Math.round(corner.y)}px) scale(${scale})`;
      const width = widthFor(total);
      root.style.width = `${width}px`;
      return { ...corner, width: width * scale, height: (HEAD + height + NOTE) * scale };
    },
  };
}
