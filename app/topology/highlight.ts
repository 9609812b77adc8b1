// What a step changes in the drawing besides the packet, written to the elements directly.
import type { Words } from '../words/catalogue.ts';
import type { Journey, Wait } from './journey.ts';
import type { Layout } from './layout.ts';
import { fitText } from './measure.ts';

export interface StepLook {
  readonly device: number;
  readonly ns: number;
  readonly focus: number;
  /** Devices the packet has been at. */
  readonly visited: ReadonlySet<number>;
  /** `NS:PLACE` of hooks walked in this hop, and the one at work. */
  readonly walked: ReadonlySet<string>;
  readonly lit: string | null;
  /** Namespace whose stack has something to say, and what. */
  readonly caption: { readonly ns: number; readonly text: string } | null;
  /** The tunnel the packet is in, from VTEP to VTEP. */
  readonly tunnel: string;
  readonly past: string;
  readonly future: string;
  readonly hop: number;
  /** Packets that wait for an address meanwhile. */
  readonly waiting: readonly Wait[];
  readonly drops: readonly { readonly index: number; readonly here: boolean }[];
}

/** Outline ids; device -1: the namespace itself. */
export interface Sought {
  readonly ns: number;
  readonly device: number;
}

interface Highlighter {
  show(look: StepLook, journey: Journey): void;
  /** Devices at which there are breakpoints. */
  mark(stops: ReadonlySet<number>): void;
  /** What was looked for takes the focus. */
  seek(sought: Sought | null): void;
  /** Takes everything back: React may use the same elements for another network. */
  destroy(): void;
}

const SVG = 'http://www.w3.org/2000/svg';

function indexBy(root: Element, attribute: string): Map<string, Element> {
  const found = new Map<string, Element>();
  for (const element of root.querySelectorAll(`[${attribute}]`))
    found.set(element.getAttribute(attribute)!, element);
  return found;
}

/** Moves a flag from the elements that had it to those that should: touches nothing else. */
function flags(attribute: string, elements: ReadonlyMap<string, Element>) {
  let had = new Set<string>();
  return (wanted: ReadonlySet<string>) => {
    for (const key of had) if (!wanted.has(key)) elements.get(key)?.removeAttribute(attribute);
    for (const key of wanted) if (!had.has(key)) elements.get(key)?.setAttribute(attribute, '');
    had = new Set(wanted);
  };
}

function drawMarks(layer: Element, journey: Journey): void {
  const circles = journey.marks.map(({ hop, point }) => {
    const circle = document.createElementNS(SVG, 'circle');
    circle.setAttribute('cx', `${point.x}`);
    circle.setAttribute('cy', `${point.y}`);
    circle.setAttribute('r', '3.6');
    circle.dataset.hop = `${hop}`;
    return circle;
  });
  layer.replaceChildren(...circles);
}

function drawDrops(words: Words['topology'], layer: Element, look: StepLook, journey: Journey): void {
  const marks = look.drops.flatMap(({ index, here }) => {
    const drop = journey.drops.find((each) => each.index === index);
    if (!drop) return [];
    const group = document.createElementNS(SVG, 'g');
    group.setAttribute('transform', `translate(${drop.point.x},${drop.point.y})scale(${here ? 1 : 0.6})`);
    group.innerHTML = here
      ? `<rect x="-31" y="14" width="62" height="16" rx="8"/><text y="25.5">✕ ${words.dropped}</text>`
      : '<circle r="10"/><path d="M-4.5,-4.5L4.5,4.5M-4.5,4.5L4.5,-4.5"/>';
    return [group];
  });
  layer.replaceChildren(...marks);
}

function drawWaits(words: Words['topology'], layer: Element, waits: readonly Wait[]): void {
  const envelopes = waits.map(({ point, label }) => {
    const group = document.createElementNS(SVG, 'g');
    group.setAttribute('transform', `translate(${point.x},${point.y})`);
    group.innerHTML =
      '<rect x="-9" y="-7" width="18" height="14" rx="3"/><path d="M-3,-3H3M-3,3H3M-2.5,-3L2.5,3M2.5,-3L-2.5,3"/>';
    const text = document.createElementNS(SVG, 'text');
    text.textContent = words.waits;
    text.setAttribute('x', label === 'right' ? '13' : '-9');
    text.setAttribute('y', label === 'right' ? '3' : '18');
    group.append(text);
    return group;
  });
  layer.replaceChildren(...envelopes);
}

export function createHighlighter(words: Words['topology'], root: Element, layout: Layout): Highlighter {
  const part = (name: string) => root.querySelector(`[data-part="${name}"]`)!;
  const devices = indexBy(root, 'data-device');
  const namespaces = indexBy(root, 'data-namespace');
  const places = indexBy(root, 'data-place');
  const captions = indexBy(root, 'data-caption');
  const stacks = indexBy(root, 'data-stack');
  const set = {
    current: flags('data-current', devices),
    visited: flags('data-visited', devices),
    here: flags('data-here', namespaces),
    focus: flags('data-focus', namespaces),
    walked: flags('data-walked', places),
    lit: flags('data-lit', places),
    talking: flags('data-talking', stacks),
    stopped: flags('data-stopped', devices),
    soughtDevice: flags('data-sought', devices),
    soughtSpace: flags('data-sought', namespaces),
  };
  let shown = -1;
  let talking: Element | undefined;
  let pressed: Element | undefined;

  const only = (value: number | string | null) => new Set(value === null || value === -1 ? [] : [`${value}`]);

  const sayInStack = (caption: StepLook['caption']) => {
    talking?.replaceChildren();
    talking = caption ? captions.get(`${caption.ns}`) : undefined;
    const width = layout.namespaces.find((each) => each.id === caption?.ns)?.stack.caption.width ?? 0;
    if (talking && caption) talking.textContent = fitText('caption', caption.text, width);
    set.talking(only(caption?.ns ?? null));
  };

  return {
    show(look, journey) {
      set.current(only(look.device));
      set.visited(new Set([...look.visited].map(String)));
      set.here(only(look.ns));
      set.focus(only(look.focus));
      set.walked(look.walked);
      set.lit(only(look.lit));
      sayInStack(look.caption);
      pressed?.setAttribute('aria-pressed', 'false');
      pressed = namespaces.get(`${look.focus}`);
      pressed?.setAttribute('aria-pressed', 'true');
      part('tunnel').setAttribute('d', look.tunnel);
      part('past').setAttribute('d', look.past);
      part('future').setAttribute('d', look.future);
      if (journey.skb !== shown) drawMarks(part('marks'), journey);
      shown = journey.skb;
      for (const mark of part('marks').children)
        mark.toggleAttribute('data-past', Number(mark.getAttribute('data-hop')) <= look.hop);
      drawDrops(words, part('drops'), look, journey);
      drawWaits(words, part('waits'), look.waiting);
    },
    mark: (stops) => set.stopped(new Set([...stops].map(String))),
    seek(sought) {
      const device = sought ? devices.get(`${sought.device}`) : undefined;
      const element = device ?? namespaces.get(`${sought?.ns}`);
      set.soughtDevice(only(device ? sought!.device : null));
      set.soughtSpace(only(device || !sought ? null : sought.ns));
      (element as SVGElement | undefined)?.focus({ preventScroll: true });
    },
    destroy() {
      for (const flag of Object.values(set)) flag(new Set());
      talking?.replaceChildren();
      pressed?.setAttribute('aria-pressed', 'false');
      for (const path of ['tunnel', 'past', 'future']) part(path).removeAttribute('d');
      for (const layer of ['marks', 'drops', 'waits']) part(layer).replaceChildren();
    },
  };
}
