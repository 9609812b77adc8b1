// Where the nodes of a cluster are drawn: row by row, each in a cell of one by one.
import type { Size } from '../ui/useSize.ts';

export interface Grid {
  readonly count: number;
  readonly columns: number;
  readonly rows: number;
}

export interface Cell {
  readonly column: number;
  readonly row: number;
}

/** The grid whose cells are largest in a view. */
export function gridFor(count: number, { width, height }: Size): Grid {
  const aspect = height > 0 && width > 0 ? width / height : 1;
  const near = Math.max(1, Math.round(Math.sqrt(count * aspect)));
  const grids = [near - 1, near, near + 1]
    .filter((columns) => columns >= 1)
    .map((columns) => ({ count, columns, rows: Math.max(1, Math.ceil(count / columns)) }));
  const side = ({ columns, rows }: Grid) => Math.min(width / columns, height / rows);
  return grids.reduce((best, grid) => (side(grid) > side(best) ? grid : best));
}

export function cellOf({ columns }: Grid, index: number): Cell {
  return { column: index % columns, row: Math.floor(index / columns) };
}

/** Whose cell is at a point of the grid; -1 if none is. */
export function indexAt({ count, columns }: Grid, x: number, y: number): number {
  if (x < 0 || y < 0 || x >= columns) return -1;
  const index = Math.floor(y) * columns + Math.floor(x);
  return index < count ? index : -1;
}
