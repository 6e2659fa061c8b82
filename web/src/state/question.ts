// What the page asks, as it stands in the address bar: every state can be shared, reloaded and gone back to.

import type { Scope } from '../api/generated/graphql';

export const views = ['ties'] as const;
export type View = (typeof views)[number];

export interface Question {
  view: View;
  theme: string | null;
  area: string | null;
  from: number | null;
  to: number | null;
  crossBorder: boolean;
  maxParticipants: number | null;
  /** Whether the page is a part of another site's, without its own head and foot. */
  embed: boolean;
}

/** The question that a newcomer sees answered. */
export const headline: Question = {
  view: 'ties',
  theme: 'theme:climate',
  area: 'area:baltic-sea-region',
  from: 2014,
  to: 2027,
  crossBorder: true,
  maxParticipants: 30,
  embed: false,
};

const any = 'any';

/** Reads an address. What it leaves out is as in the headline; what is not understood counts as left out. */
export function read(search: string): Question {
  const given = new URLSearchParams(search);
  const text = (name: string, standard: string | null) => {
    const value = given.get(name);
    return value === null ? standard : value === any || value === '' ? null : value;
  };
  const number = (name: string, standard: number | null) => {
    const value = text(name, any);
    if (given.get(name) === null) return standard;
    return value !== null && /^\d{1,4}$/.test(value) ? Number(value) : null;
  };
  const view = given.get('view') as View | null;
  return {
    view: view && views.includes(view) ? view : headline.view,
    theme: text('theme', headline.theme),
    area: text('area', headline.area),
    from: number('from', headline.from),
    to: number('to', headline.to),
    crossBorder: given.get('borders') !== any,
    maxParticipants: number('partners', headline.maxParticipants),
    embed: given.has('embed'),
  };
}

/** Writes what differs from the headline, so that addresses stay short; read gives the same question back. */
export function write(question: Question): string {
  const address = new URLSearchParams();
  const put = (name: string, value: string | number | null, standard: string | number | null) => {
    if (value !== standard) address.set(name, value === null ? any : String(value));
  };
  put('view', question.view, headline.view);
  put('theme', question.theme, headline.theme);
  put('area', question.area, headline.area);
  put('from', question.from, headline.from);
  put('to', question.to, headline.to);
  if (!question.crossBorder) address.set('borders', any);
  put('partners', question.maxParticipants, headline.maxParticipants);
  if (question.embed) address.set('embed', '');
  const text = address.toString();
  return text && '?' + text;
}

/** The scope that the question's sentence names. */
export function scopeOf(question: Question): Scope {
  const { theme, area, from, to, crossBorder, maxParticipants } = question;
  return {
    ...(theme && { themes: [theme] }),
    ...(area && { areas: [area] }),
    ...((from || to) && { years: { ...(from && { from }), ...(to && { to }) } }),
    ...(crossBorder && { crossBorder }),
    ...(maxParticipants && { maxParticipants }),
  };
}
