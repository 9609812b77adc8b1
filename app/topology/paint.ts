// Colours as browsers compute them, and as every reader of SVG understands them: #rrggbb, and an opacity beside it.

export interface Paint {
  readonly color: string;
  readonly opacity: string;
}

const hex = (part: number) =>
  Math.max(0, Math.min(255, Math.round(part)))
    .toString(16)
    .padStart(2, '0');

/** `rgb(1, 2, 3)`, `rgba(1, 2, 3, 0.4)`, or what color-mix() leaves: `color(srgb 0.1 0.2 0.3 / 0.4)`. All else stays as it is. */
export function paint(computed: string): Paint {
  const [, space, inside] = /^(rgba?|color)\((?:srgb )?([^)]*)\)$/.exec(computed) ?? [];
  if (inside === undefined) return { color: computed, opacity: '1' };
  const [red = 0, green = 0, blue = 0, alpha = 1] = inside.split(/[\s,/]+/).map(Number);
  const most = space === 'color' ? 255 : 1;
  const color = `#${[red, green, blue].map((part) => hex(part * most)).join('')}`;
  return alpha === 0 ? { color: 'none', opacity: '1' } : { color, opacity: `${alpha}` };
}
