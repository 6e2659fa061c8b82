import { expect, test } from 'vitest';
import type { TrendsQuery } from '../api/generated/graphql';
import { trends } from './trends';

const cell = (row: string, column: string, projects: number) => ({ row, column, projects, organisations: 0, collaborations: 0, weight: projects / 2 });
const answer = {
  crossTab: {
    rows: ['theme:a', 'theme:b', 'theme:h:c', 'unknown'].map((id) => ({ id, label: id })),
    columns: ['2018', '2020', 'unknown'].map((id) => ({ id })),
    cells: [cell('theme:a', '2018', 1), cell('theme:b', '2020', 2), cell('theme:b', 'unknown', 3), cell('theme:h:c', '2020', 9), cell('unknown', '2020', 7)],
  },
  themes: { nodes: [{ id: 'theme:a', label: 'A' }, { id: 'theme:b', label: 'B' }] },
} as unknown as TrendsQuery;

test('a year between is counted as none, and the theme with most comes first', () => {
  expect(trends(answer, 'common', 'projects')).toEqual({
    years: [2018, 2019, 2020],
    trends: [
      { theme: 'theme:b', label: 'B', values: [0, 0, 2], undated: 3 },
      { theme: 'theme:a', label: 'A', values: [1, 0, 0], undated: 0 },
    ],
  });
});

test('another scheme and another measure', () => {
  expect(trends(answer, 'other', 'weight').trends).toEqual([{ theme: 'theme:h:c', label: 'theme:h:c', values: [0, 0, 4.5], undated: 0 }]);
  expect(trends(answer, 'common', 'organisations').trends).toEqual([]);
});
