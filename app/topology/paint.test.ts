// Pictures are opened by programs that know older colours than browsers do.
import { describe, expect, it } from 'vitest';
import { paint } from './paint.ts';

describe('a computed colour', () => {
  it.each([
    ['rgb(36, 80, 216)', '#2450d8', '1'],
    ['rgba(36, 80, 216, 0.5)', '#2450d8', '0.5'],
    ['rgb(36 80 216 / 0.25)', '#2450d8', '0.25'],
    ['color(srgb 1 0.5 0)', '#ff8000', '1'],
    ['color(srgb 0.2 0.4 0.6 / 0.55)', '#336699', '0.55'],
    ['color(srgb -0.02 1.3 0)', '#00ff00', '1'],
    ['rgba(0, 0, 0, 0)', 'none', '1'],
    ['none', 'none', '1'],
  ])('%s is %s, as opaque as %s', (computed, color, opacity) => {
    expect(paint(computed)).toEqual({ color, opacity });
  });
});
