// Every node has a cell of its own, and is found where it is drawn.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellOf, gridFor, indexAt } from './grid.ts';

const view = fc.record({
  width: fc.integer({ min: 1, max: 4000 }),
  height: fc.integer({ min: 1, max: 3000 }),
});
const count = fc.integer({ min: 1, max: 5000 });

describe('the grid of nodes', () => {
  it('has a cell for each node, in which that node is found', () => {
    fc.assert(
      fc.property(count, view, fc.nat(4999), (nodes, size, nth) => {
        const grid = gridFor(nodes, size);
        const index = nth % nodes;
        const { column, row } = cellOf(grid, index);
        expect(column).toBeLessThan(grid.columns);
        expect(row).toBeLessThan(grid.rows);
        expect(indexAt(grid, column + 0.5, row + 0.5)).toBe(index);
      }),
    );
  });

  it('has nobody beside it', () => {
    fc.assert(
      fc.property(count, view, (nodes, size) => {
        const grid = gridFor(nodes, size);
        expect(indexAt(grid, -0.5, 0.5)).toBe(-1);
        expect(indexAt(grid, grid.columns + 0.5, 0.5)).toBe(-1);
        expect(indexAt(grid, 0.5, grid.rows + 0.5)).toBe(-1);
      }),
    );
  });

  it('is as wide as the view', () => {
    expect(gridFor(5000, { width: 1000, height: 400 })).toMatchObject({ columns: 112, rows: 45 });
    expect(gridFor(5000, { width: 360, height: 700 }).rows).toBeGreaterThan(90);
  });
});
