// Themes by year, out of a cross table.
import type { TrendsQuery } from '../api/generated/graphql';
import type { Count, Scheme } from './question';

export interface Trend {
  theme: string;
  label: string;
  /** One for each year. */
  values: number[];
  /** What has no year. */
  undated: number;
}

/** The themes of a scheme with what is counted each year, no year left out, the theme with most first. */
export function trends({ crossTab, themes }: TrendsQuery, scheme: Scheme, count: Count): { years: number[]; trends: Trend[] } {
  const dated = crossTab.columns.map((column) => Number(column.id)).filter((year) => !Number.isNaN(year));
  const first = Math.min(...dated);
  const years = dated.length ? Array.from({ length: Math.max(...dated) - first + 1 }, (_, i) => first + i) : [];
  const common = new Map(themes.nodes.map((theme) => [theme.id, theme.label]));
  const found = new Map<string, Trend>();
  for (const { id, label } of crossTab.rows) {
    if (id === 'unknown' || common.has(id) !== (scheme === 'common')) continue;
    found.set(id, { theme: id, label: common.get(id) ?? label, values: years.map(() => 0), undated: 0 });
  }
  for (const cell of crossTab.cells) {
    const trend = found.get(cell.row);
    if (!trend) continue;
    if (cell.column === 'unknown') trend.undated = cell[count];
    else trend.values[Number(cell.column) - first] = cell[count];
  }
  const sum = ({ values, undated }: Trend) => values.reduce((a, b) => a + b, undated);
  const rows = [...found.values()].filter((trend) => sum(trend) > 0);
  return { years, trends: rows.sort((a, b) => sum(b) - sum(a) || a.label.localeCompare(b.label)) };
}
