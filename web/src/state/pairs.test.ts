import { expect, test } from 'vitest';
import { heat, lookup, missing, type Cell } from './pairs';

const cell = (row: string, column: string, weight: number, expected: number): Cell => ({
  row,
  column,
  weight,
  expected,
  ratio: expected > 0 ? weight / expected : null,
  projects: 0,
  collaborations: 0,
});
const cells = [
  cell('country:A', 'country:A', 0, 9),
  cell('country:A', 'country:B', 1, 2),
  cell('country:A', 'country:C', 0, 5),
  cell('country:B', 'country:C', 4, 2),
  cell('country:B', 'unknown', 0, 7),
  cell('country:C', 'country:D', 0, 0),
];

test('a cell is found from either side', () => {
  const find = lookup(cells);
  expect(find('country:B', 'country:A')).toBe(find('country:A', 'country:B'));
  expect(find('country:D', 'country:D')).toBeUndefined();
});

test('missing ties are between two known countries, the largest lack first', () => {
  expect(missing(cells).map((c) => c.row + c.column)).toEqual(['country:Acountry:C', 'country:Acountry:B']);
});

test('half and double are tinted alike, and nothing expected is not tinted', () => {
  expect(heat(cell('a', 'b', 1, 2), 'ratio', 0)).toEqual({ below: true, strength: 1 / 3 });
  expect(heat(cell('a', 'b', 4, 2), 'ratio', 0)).toEqual({ below: false, strength: 1 / 3 });
  expect(heat(cell('a', 'b', 0, 2), 'ratio', 0)).toEqual({ below: true, strength: 1 });
  expect(heat(cell('a', 'b', 0, 0), 'ratio', 0).strength).toBe(0);
  expect(heat(cell('a', 'b', 4, 2), 'weight', 16)).toEqual({ below: false, strength: 0.5 });
});
