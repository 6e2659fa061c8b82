// A cross table of countries by countries, of which an answer holds one half.
import type { CountriesQuery } from '../api/generated/graphql';

export type Cell = CountriesQuery['crossTab']['cells'][number];

/** Finds the cell of two countries, whichever is asked for first. */
export function lookup(cells: Cell[]): (a: string, b: string) => Cell | undefined {
  const known = new Map(cells.map((cell) => [`${cell.row} ${cell.column}`, cell]));
  return (a, b) => known.get(`${a} ${b}`) ?? known.get(`${b} ${a}`);
}

/** The pairs of different countries that have less of a tie than expected, the largest lack first. */
export function missing(cells: Cell[]): Cell[] {
  const lack = (cell: Cell) => (cell.expected ?? 0) - cell.weight;
  return cells
    .filter((cell) => cell.row !== cell.column && cell.row !== 'unknown' && cell.column !== 'unknown')
    .filter((cell) => cell.ratio != null && cell.ratio < 1)
    .sort((a, b) => lack(b) - lack(a) || (a.row + a.column < b.row + b.column ? -1 : 1));
}

/** How strongly a cell is tinted, 0 to 1, and which way: ratios by their logarithm, so that half and double are alike. */
export function heat(cell: Cell, show: 'weight' | 'ratio', heaviest: number): { below: boolean; strength: number } {
  if (show === 'weight') return { below: false, strength: heaviest > 0 ? Math.sqrt(cell.weight / heaviest) : 0 };
  if (cell.ratio == null) return { below: false, strength: 0 };
  const log = Math.log2(Math.max(cell.ratio, 1 / 8));
  return { below: log < 0, strength: Math.min(Math.abs(log) / 3, 1) };
}
