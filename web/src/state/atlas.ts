// Countries and what joins them, as a map shows them.
import type { MapQuery } from '../api/generated/graphql';
import { head, xml } from './netfiles';

/** A country's outline, and the middle of its largest part. */
export interface Shape {
  code: string | null;
  d: string;
  x: number;
  y: number;
  area: number;
}

export interface Place {
  id: string;
  organisations: number;
  projects: number;
}

export type Bond = MapQuery['ties']['cells'][number];

/** What shades a country, and what makes an arc between two broad. */
export const shades = ['organisations', 'projects'] as const;
export type Shade = (typeof shades)[number];
export const arcs = ['weight', 'collaborations', 'projects'] as const;
export type Arc = (typeof arcs)[number];

export const unknown = 'unknown';
export const codeOf = (id: string) => id.slice(id.indexOf(':') + 1);

/** The countries of an answer with their figures, the largest first; unknown stands for those without one. */
export function places({ organisations, projects }: Pick<MapQuery, 'organisations' | 'projects'>, by: Shade): Place[] {
  const all = new Map<string, Place>();
  const at = (id: string) => all.get(id) ?? all.set(id, { id, organisations: 0, projects: 0 }).get(id)!;
  for (const cell of organisations.cells) at(cell.row).organisations += cell.organisations;
  for (const cell of projects.cells) at(cell.row).projects += cell.projects;
  return [...all.values()].sort((a, b) => b[by] - a[by] || (a.id < b.id ? -1 : 1));
}

/** What joins two different countries, the broadest first. */
export function bonds(cells: Bond[], by: Arc): Bond[] {
  return cells
    .filter((cell) => cell.row !== cell.column && cell.row !== unknown && cell.column !== unknown && cell[by] > 0)
    .sort((a, b) => b[by] - a[by] || (a.row + a.column < b.row + b.column ? -1 : 1));
}

/** A bow between two places that bends to the north, so that ways through a third do not hide each other. */
export function bow(a: { x: number; y: number }, b: { x: number; y: number }): string {
  const [from, to] = a.x <= b.x ? [a, b] : [b, a];
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const n = (value: number) => value.toFixed(1);
  return `M${n(from.x)},${n(from.y)}Q${n((from.x + to.x) / 2 + 0.16 * dy)},${n((from.y + to.y) / 2 - 0.16 * dx)} ${n(to.x)},${n(to.y)}`;
}

/** Where a map is looked at: a point of it is at x + k times its own coordinate. */
export interface Look {
  x: number;
  y: number;
  k: number;
}

/** The look that shows these points in a frame, none closer than a country's neighbours are of use. */
export function fit(points: { x: number; y: number }[], width: number, height: number): Look {
  const near = points.filter((p) => Math.hypot(p.x, p.y) < 460); // as far as Iceland, Portugal and Cyprus
  const [xs, ys] = [near.map((p) => p.x), near.map((p) => p.y)];
  const [left, right] = near.length ? [Math.min(...xs), Math.max(...xs)] : [-300, 300];
  const [top, bottom] = near.length ? [Math.min(...ys), Math.max(...ys)] : [-300, 300];
  const k = Math.min(width / (right - left + 220), height / (bottom - top + 220), 3);
  return { x: width / 2 - (k * (left + right)) / 2, y: height / 2 - (k * (top + bottom)) / 2, k };
}

/** A map as a file draws it. */
export interface Chart {
  width: number;
  height: number;
  look: Look;
  land: string;
  countries: { d: string; tint: number; x: number; y: number; code: string; name: string }[];
  arcs: { d: string; width: number }[];
}

/** The map as a picture that scales, in the light colours. */
export function chart({ width, height, look: { x, y, k }, land, countries, arcs }: Chart): string {
  const line = (px: number) => (px / k).toFixed(2);
  return (
    `${head}<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n` +
    `<rect width="${width}" height="${height}" fill="#e9eef4"/>\n<g transform="translate(${x.toFixed(1)},${y.toFixed(1)}) scale(${k.toFixed(4)})">\n` +
    `<g stroke="#aab4c0" stroke-width="${line(0.6)}"><path fill="#fff" d="${land}"/>\n` +
    countries
      .map((c) => `<path fill="#1f5f9f" fill-opacity="${c.tint.toFixed(2)}" d="${c.d}"><title>${xml(c.name)}</title></path>\n`)
      .join('') +
    `</g>\n<g fill="none" stroke="#c4631a" stroke-opacity="0.6" stroke-linecap="round">\n` +
    arcs.map((a) => `<path stroke-width="${line(a.width)}" d="${a.d}"/>\n`).join('') +
    `</g>\n<g font-family="sans-serif" font-size="${line(11)}" fill="#1a202c" text-anchor="middle">\n` +
    countries.map((c) => `<circle cx="${c.x.toFixed(1)}" cy="${c.y.toFixed(1)}" r="${line(3)}"/><text x="${c.x.toFixed(1)}" y="${(c.y + 14 / k).toFixed(1)}">${c.code}</text>\n`).join('') +
    '</g>\n</g>\n</svg>\n'
  );
}
