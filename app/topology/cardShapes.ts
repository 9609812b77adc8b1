// The packet's card, which is HTML on the page, as rectangles and texts of an SVG.
import { paint } from './paint.ts';

const SVG = 'http://www.w3.org/2000/svg';
/** The coloured edge of a band, as wide as the style sheet has it. */
const EDGE = 3;

type Attributes = Readonly<Record<string, string | number>>;

function shape(name: string, attributes: Attributes, text = ''): Element {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes))
    element.setAttribute(key, typeof value === 'number' ? `${Math.round(value * 100) / 100}` : value);
  element.textContent = text;
  return element;
}

/** Places of the card relative to the drawing, and how much larger than its style sheet it is drawn. */
interface Frame {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

function boxShapes(element: HTMLElement, frame: Frame): Element[] {
  const style = getComputedStyle(element);
  const ground = paint(style.backgroundColor);
  if (ground.color === 'none') return [];
  const box = element.getBoundingClientRect();
  const place = { x: box.x - frame.x, y: box.y - frame.y, width: box.width, height: box.height };
  const rx = Number.parseFloat(style.borderTopLeftRadius) * frame.scale;
  const band = element.dataset.layer !== undefined;
  const line = band ? getComputedStyle(element.querySelector('span')!).color : style.borderTopColor;
  const bordered = band || style.borderTopStyle !== 'none';
  const stroke = bordered ? { stroke: paint(line).color, 'stroke-opacity': band ? 0.55 : 1 } : {};
  const rect = shape('rect', { ...place, rx, fill: ground.color, 'fill-opacity': ground.opacity, ...stroke });
  if (!band) return [rect];
  const edge = { ...place, width: EDGE * frame.scale, rx: (EDGE * frame.scale) / 2 };
  return [rect, shape('rect', { ...edge, fill: paint(line).color })];
}

const ruler = document.createElement('canvas').getContext('2d')!;

/** How much of a line's height is above its baseline. */
function ascent(font: string): number {
  ruler.font = font;
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = ruler.measureText('x');
  return above / (above + below);
}

/** Where texts in an element are cut off: at the nearest box that hides what sticks out. */
function rightEnd(element: HTMLElement): number {
  const hides = getComputedStyle(element).overflowX === 'hidden' || !element.parentElement;
  return hides ? element.getBoundingClientRect().right : rightEnd(element.parentElement!);
}

/** A text as long as there is room for it; null where there is none. */
function fitted(text: string, box: DOMRect, end: number): string | null {
  if (box.right <= end + 1) return text;
  const room = Math.floor((text.length * (end - box.left)) / box.width) - 1;
  return room > 0 ? `${text.slice(0, room)}…` : null;
}

function textShape(node: Text, frame: Frame): Element[] {
  const element = node.parentElement!;
  const range = document.createRange();
  range.selectNodeContents(node);
  const box = range.getBoundingClientRect();
  const text = fitted(node.data, box, rightEnd(element));
  if (text === null || box.width === 0) return [];
  const style = getComputedStyle(element);
  const attributes = {
    x: box.x - frame.x,
    y: box.y - frame.y + box.height * ascent(style.font),
    fill: paint(style.color).color,
    'font-family': style.fontFamily,
    'font-size': Number.parseFloat(style.fontSize) * frame.scale,
    'font-weight': style.fontWeight,
    // Another machine's font takes the same room.
    ...(text === node.data ? { textLength: box.width, lengthAdjust: 'spacingAndGlyphs' } : {}),
    ...(style.textDecorationLine === 'none' ? {} : { 'text-decoration': style.textDecorationLine }),
  };
  return [shape('text', attributes, text)];
}

function shapesOf(node: Node, frame: Frame): Element[] {
  if (node instanceof Text) return textShape(node, frame);
  if (!(node instanceof HTMLElement)) return [];
  return [...boxShapes(node, frame), ...[...node.childNodes].flatMap((child) => shapesOf(child, frame))];
}

export function cardShapes(card: HTMLElement, drawing: HTMLElement): Element[] {
  if (card.hidden) return [];
  const { x, y } = drawing.getBoundingClientRect();
  return shapesOf(card, { x, y, scale: card.getBoundingClientRect().width / card.offsetWidth });
}
