// A drawing on the screen as the text of an SVG file: every colour and font written out, the packet's card drawn as shapes.
import { cardShapes } from './cardShapes.ts';
import { paint } from './paint.ts';

export interface Caption {
  readonly title: string;
  readonly description: string;
}

const SVG = 'http://www.w3.org/2000/svg';

/** What an element's children take over from it, unless they say otherwise; as an SVG without styles begins. */
const INITIAL: Readonly<Record<string, string>> = {
  fill: '#000000',
  'fill-opacity': '1',
  stroke: 'none',
  'stroke-opacity': '1',
  'stroke-width': '1',
  'stroke-dasharray': 'none',
  'stroke-linecap': 'butt',
  'stroke-linejoin': 'miter',
  'paint-order': 'normal',
  'font-family': '',
  'font-size': '',
  'font-weight': '400',
  'text-anchor': 'start',
};

/** Attributes that say where something is; all others are the page's own. */
const GEOMETRY = new Set('x y x1 y1 x2 y2 cx cy r rx width height d transform'.split(' '));

/** Names for those who edit the file, of what goes by another on the page. */
const NAMES: Readonly<Record<string, string>> = {
  world: 'network',
  past: 'way-so-far',
  future: 'way-to-come',
  marks: 'hops',
  waits: 'waiting',
  drops: 'drops',
  token: 'packet',
};

type Look = Readonly<Record<string, string>>;

/** How an element is painted, in words that every reader of SVG understands. */
function lookOf(element: Element): Look {
  const style = getComputedStyle(element);
  const look: Record<string, string> = {};
  for (const name of Object.keys(INITIAL)) look[name] = style.getPropertyValue(name).replaceAll('px', '');
  for (const name of ['fill', 'stroke']) {
    const { color, opacity } = paint(look[name]!);
    look[name] = color;
    look[`${name}-opacity`] = opacity;
  }
  return look;
}

/** Is there anything to be seen of an element? */
function isBlank(element: Element): boolean {
  if (element.tagName === 'g') return element.childElementCount === 0;
  if (element.tagName === 'path') return !element.getAttribute('d');
  return element.tagName === 'text' && element.textContent === '';
}

/** A copy that says of itself what style sheets said of the original; nothing of what is hidden. */
function copyOf(original: Element, around: Look): Element | null {
  const { display, opacity } = getComputedStyle(original);
  if (display === 'none' || opacity === '0') return null;
  const copy = document.createElementNS(SVG, original.tagName);
  for (const { name, value } of original.attributes) if (GEOMETRY.has(name)) copy.setAttribute(name, value);
  const name = NAMES[original.getAttribute('data-part') ?? ''];
  if (name) copy.setAttribute('id', name);
  const look = lookOf(original);
  for (const [name, value] of Object.entries(look))
    if (value !== around[name]) copy.setAttribute(name, value);
  if (opacity !== '1') copy.setAttribute('opacity', opacity);
  if (original.childElementCount === 0) copy.textContent = original.textContent;
  for (const child of original.children) {
    const inner = copyOf(child, look);
    if (inner) copy.append(inner);
  }
  return isBlank(copy) ? null : copy;
}

function textElement(name: string, text: string): Element {
  const element = document.createElementNS(SVG, name);
  element.textContent = text;
  return element;
}

function ground(root: HTMLElement): Element {
  const rect = document.createElementNS(SVG, 'rect');
  rect.setAttribute('width', '100%');
  rect.setAttribute('height', '100%');
  rect.setAttribute('fill', paint(getComputedStyle(root).backgroundColor).color);
  return rect;
}

export function portraitOf(root: HTMLElement, { title, description }: Caption): string {
  const { clientWidth: width, clientHeight: height } = root;
  const portrait = document.createElementNS(SVG, 'svg');
  portrait.setAttribute('viewBox', `0 0 ${width} ${height}`);
  portrait.setAttribute('width', `${width}`);
  portrait.setAttribute('height', `${height}`);
  portrait.append(textElement('title', title), textElement('desc', description), ground(root));
  for (const child of root.querySelector('svg')!.children) {
    const copy = copyOf(child, INITIAL);
    if (copy) portrait.append(copy);
  }
  const card = document.createElementNS(SVG, 'g');
  card.setAttribute('id', 'card');
  card.append(...cardShapes(root.querySelector<HTMLElement>('[data-part="card"]')!, root));
  portrait.append(card);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(portrait)}\n`;
}
