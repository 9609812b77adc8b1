// The envelope: one rounded frame per layer, the innermost in the middle with a glyph for what the packet is.
import { GLYPHS } from './glyphs.ts';
import styles from './packet.module.css';
import type { Presence } from './packet.ts';
import type { PacketKind } from './packetText.ts';
import type { Point } from './stack.ts';

const SVG = 'http://www.w3.org/2000/svg';
const CORE = { width: 16, height: 13 };
const RING = 2.4;
/** Half the width that fits a device's icon column. */
const COLUMN = 14;

interface Pose {
  readonly at: Point;
  readonly scale: number;
  /** 0 to 1. */
  readonly visible: number;
  /** 0 to 1: how far it gives way to the left when it is wide. */
  readonly aside: number;
}

interface Token {
  write(kind: PacketKind, dropped: boolean): void;
  draw(pose: Pose, presences: readonly Presence[]): void;
}

export function createToken(group: SVGGElement): Token {
  const rings = new Map<string, SVGRectElement>();
  const glyph = document.createElementNS(SVG, 'path');
  const frames = document.createElementNS(SVG, 'g');
  glyph.setAttribute('class', styles.glyph ?? '');
  const cross = document.createElementNS(SVG, 'path');
  cross.setAttribute('class', styles.cross ?? '');
  cross.setAttribute('d', 'M-9,-9L9,9M-9,9L9,-9');
  group.replaceChildren(frames, glyph, cross);

  const ringFor = ({ id, layer }: Presence): SVGRectElement => {
    const known = rings.get(id);
    if (known) return known;
    const rect = document.createElementNS(SVG, 'rect');
    rect.setAttribute('class', styles.ring ?? '');
    rect.dataset.layer = layer;
    rings.set(id, rect);
    return rect;
  };

  return {
    write(kind, dropped) {
      glyph.setAttribute('d', GLYPHS[kind.glyph]);
      group.dataset.glyph = kind.glyph;
      group.toggleAttribute('data-dropped', dropped);
    },
    draw({ at, scale, visible, aside }, presences) {
      group.style.opacity = `${visible}`;
      const shown = new Set(presences.map((each) => each.id));
      for (const [id, rect] of rings) {
        if (shown.has(id)) continue;
        rect.remove();
        rings.delete(id);
      }
      let inner = 0;
      const elements = presences.toReversed().map((each, fromInside) => {
        if (fromInside > 0) inner += RING * each.now;
        const loose = (1 - each.now) * 8;
        const width = CORE.width + 2 * (inner + loose);
        const height = CORE.height + 2 * (inner + loose);
        const rect = ringFor(each);
        rect.setAttribute('x', `${-width / 2}`);
        rect.setAttribute('y', `${-height / 2}`);
        rect.setAttribute('width', `${width}`);
        rect.setAttribute('height', `${height}`);
        rect.setAttribute('rx', `${3 + inner * 0.6}`);
        rect.style.opacity = `${each.now}`;
        return rect;
      });
      const shift = Math.max(0, CORE.width / 2 + inner - COLUMN) * aside * scale;
      group.setAttribute('transform', `translate(${at.x - shift},${at.y})scale(${scale})`);
      const ordered = elements.toReversed();
      if (ordered.some((rect, index) => frames.children[index] !== rect)) frames.replaceChildren(...ordered);
    },
  };
}
