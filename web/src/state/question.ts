// What the page asks, as it stands in the address bar: every state can be shared, reloaded and gone back to.

import type { OrganisationType, ResourceKind, Scope, SizeBand } from '../api/generated/graphql';
import { arcs, shades, type Arc, type Shade } from './atlas';

/** The views that ask a question of the whole graph, as the page lists them; the others are about one record and linked from names. */
export const listed = ['ties', 'network', 'countries', 'map', 'missing', 'trends', 'introductions', 'paths', 'responders', 'consortium'] as const;
export const views = [...listed, 'organisation', 'project', 'pair'] as const;
export type View = (typeof views)[number];

/** What a matrix shows: the weight of the ties, or that weight against what chance would give. */
export const shown = ['weight', 'ratio'] as const;
export type Shown = (typeof shown)[number];

/** What the size of an organisation in a network says. */
export const measures = ['strength', 'degree', 'betweenness'] as const;
export type Measure = (typeof measures)[number];

/** What a chart of themes by year counts, and whose themes. */
export const counts = ['projects', 'organisations', 'collaborations', 'weight'] as const;
export type Count = (typeof counts)[number];
export const schemes = ['common', 'other'] as const;
export type Scheme = (typeof schemes)[number];

/** What the lists of a question may hold; the others hold ids. */
export const resources: readonly ResourceKind[] = ['KNOWLEDGE', 'EXPERTISE', 'FUNDING', 'VOLUNTEERS', 'STAFF', 'VENUE', 'EQUIPMENT', 'SUPPLIES', 'ADVOCACY', 'NETWORK', 'OTHER'];
export const types: readonly OrganisationType[] = ['NGO', 'NETWORK', 'PUBLIC_BODY', 'UNIVERSITY', 'RESEARCH', 'COMPANY', 'SOCIAL_ENTERPRISE', 'OTHER'];
export const sizes: readonly SizeBand[] = ['MICRO', 'SMALL', 'MEDIUM', 'LARGE'];

/** The lists: for crises, the kinds of help needed; for consortia, what the call demands, and who was added to and removed from the team proposed. */
export interface Lists {
  needs: ResourceKind[];
  countries: string[];
  themes: string[];
  types: OrganisationType[];
  sizes: SizeBand[];
  offers: ResourceKind[];
  added: string[];
  removed: string[];
}

/** The parts that make a scope. */
interface Scoped {
  theme: string | null;
  /** An area, or a country as a map puts it here. */
  area: string | null;
  from: number | null;
  to: number | null;
  crossBorder: boolean;
  maxParticipants: number | null;
}

export interface Question extends Scoped, Lists {
  view: View;
  /** Ids of what the question is about: an organisation, another one, a project. */
  organisation: string | null;
  other: string | null;
  project: string | null;
  show: Shown;
  /** For maps: what shades a country, and what makes an arc broad. */
  shade: Shade;
  arcs: Arc;
  /** For networks: how far around the organisation, how many organisations, what their size says, and ties begun up to which year. */
  degrees: number;
  nodes: number;
  size: Measure;
  until: number | null;
  /** For trends: what is counted, and by which themes. */
  count: Count;
  scheme: Scheme;
  /** For crises: an area, or a country. */
  place: string | null;
  /** For consortia: how many partners at least. */
  team: number;
  /** Whether the page is a part of another site's, without its own head and foot. */
  embed: boolean;
}

const climate: Scoped = {
  theme: 'theme:climate',
  area: 'area:baltic-sea-region',
  from: 2014,
  to: 2027,
  crossBorder: true,
  maxParticipants: 30,
};
const everything: Scoped = { theme: null, area: null, from: null, to: null, crossBorder: false, maxParticipants: null };

/** The scope that a view has of itself: a question about the whole is the headline's, one about an organisation leaves nothing out. */
export function standard(view: View): Scoped {
  return view === 'ties' || view === 'network' || view === 'countries' || view === 'map' || view === 'missing' ? climate : everything;
}

/** The question that a newcomer sees answered. */
export const headline: Question = {
  view: 'ties',
  ...climate,
  organisation: null,
  other: null,
  project: null,
  show: 'weight',
  shade: 'organisations',
  arcs: 'weight',
  degrees: 1,
  nodes: 150,
  size: 'strength',
  until: null,
  count: 'projects',
  scheme: 'common',
  place: 'area:baltic-sea-region',
  team: 0,
  needs: ['KNOWLEDGE', 'VENUE', 'SUPPLIES'],
  countries: [],
  themes: [],
  types: [],
  sizes: [],
  offers: [],
  added: [],
  removed: [],
  embed: false,
};

const any = 'any';
const cross = 'cross';

/** Reads an address. What it leaves out is as in the view's standard; what is not understood counts as left out. */
export function read(search: string): Question {
  const given = new URLSearchParams(search);
  const text = (name: string, standard: string | null) => {
    const value = given.get(name);
    return value === null ? standard : value === any || value === '' ? null : value;
  };
  const number = (name: string, standard: number | null) => {
    const value = given.get(name);
    if (value === null) return standard;
    if (value === any) return null;
    return /^\d{1,4}$/.test(value) ? Number(value) : standard;
  };
  const choice = <T extends string>(name: string, choices: readonly T[], standard: T) => {
    const value = given.get(name) as T;
    return choices.includes(value) ? value : standard;
  };
  const list = <T extends string>(name: keyof Lists, standard: T[], choices?: readonly T[]) => {
    const values = [...new Set(given.getAll(name))] as T[];
    return values.length ? values.filter((value) => (choices ? choices.includes(value) : value !== any && value !== '')) : standard;
  };
  const within = (value: number | null, least: number, most: number) =>
    value !== null && value >= least && value <= most ? value : null;
  const view = choice('view', views, headline.view);
  const usual = standard(view);
  return {
    view,
    organisation: text('organisation', null),
    other: text('other', null),
    project: text('project', null),
    theme: text('theme', usual.theme),
    area: text('area', usual.area),
    from: number('from', usual.from),
    to: number('to', usual.to),
    crossBorder: choice('borders', [any, cross], usual.crossBorder ? cross : any) === cross,
    maxParticipants: number('partners', usual.maxParticipants),
    show: choice('show', shown, headline.show),
    shade: choice('shade', shades, headline.shade),
    arcs: choice('arcs', arcs, headline.arcs),
    degrees: within(number('degrees', headline.degrees), 1, 3) ?? headline.degrees,
    nodes: within(number('nodes', headline.nodes), 1, 5000) ?? headline.nodes,
    size: choice('size', measures, headline.size),
    until: number('until', headline.until),
    count: choice('count', counts, headline.count),
    scheme: choice('scheme', schemes, headline.scheme),
    place: text('place', headline.place),
    team: within(number('team', headline.team), 0, 50) ?? headline.team,
    needs: list('needs', headline.needs, resources),
    countries: list('countries', []),
    themes: list('themes', []),
    types: list('types', [], types),
    sizes: list('sizes', [], sizes),
    offers: list('offers', [], resources),
    added: list('added', []),
    removed: list('removed', []),
    embed: given.has('embed'),
  };
}

/** Writes what differs from the view's standard, so that addresses stay short; read gives the same question back. */
export function write(question: Question): string {
  const address = new URLSearchParams();
  const put = (name: string, value: string | number | null, standard: string | number | null) => {
    if (value !== standard) address.set(name, value === null ? any : String(value));
  };
  const usual = standard(question.view);
  put('view', question.view, headline.view);
  put('organisation', question.organisation, null);
  put('other', question.other, null);
  put('project', question.project, null);
  put('theme', question.theme, usual.theme);
  put('area', question.area, usual.area);
  put('from', question.from, usual.from);
  put('to', question.to, usual.to);
  put('borders', question.crossBorder ? cross : any, usual.crossBorder ? cross : any);
  put('partners', question.maxParticipants, usual.maxParticipants);
  put('show', question.show, headline.show);
  put('shade', question.shade, headline.shade);
  put('arcs', question.arcs, headline.arcs);
  put('degrees', question.degrees, headline.degrees);
  put('nodes', question.nodes, headline.nodes);
  put('size', question.size, headline.size);
  put('until', question.until, headline.until);
  put('count', question.count, headline.count);
  put('scheme', question.scheme, headline.scheme);
  put('place', question.place, headline.place);
  put('team', question.team, headline.team);
  for (const name of ['needs', 'countries', 'themes', 'types', 'sizes', 'offers', 'added', 'removed'] as const) {
    if (question[name].join() === headline[name].join()) continue;
    for (const value of question[name].length ? question[name] : [any]) address.append(name, value);
  }
  if (question.embed) address.set('embed', '');
  // Ids are full of colons, which an address may have as they are.
  const text = address.toString().replaceAll('%3A', ':');
  return text && '?' + text;
}

/** The same question in another view. A scope that nobody has touched becomes the new view's own; a chosen one stays. */
export function turn(question: Question, view: View): Question {
  const usual = standard(question.view);
  const untouched = (Object.keys(usual) as (keyof Scoped)[]).every((part) => question[part] === usual[part]);
  return { ...question, ...(untouched && standard(view)), view };
}

/** An organisation as it is, whatever was asked before. */
export function profile(question: Question, organisation: string): Question {
  return { ...headline, ...everything, view: 'organisation', organisation, embed: question.embed };
}

/** A project as it is, whatever was asked before. */
export function work(question: Question, project: string): Question {
  return { ...headline, ...everything, view: 'project', project, embed: question.embed };
}

/** The evidence of a tie, in the scope of the question. */
export function evidence(question: Question, organisation: string, other: string): Question {
  return { ...question, view: 'pair', organisation, other, project: null };
}

/** Whether a place is a country; the others are areas. */
export const isCountry = (place: string) => place.startsWith('country:');

/** The scope that the question's sentence names. */
export function scopeOf(question: Scoped): Scope {
  const { theme, area, from, to, crossBorder, maxParticipants } = question;
  return {
    ...(theme && { themes: [theme] }),
    // A country's own ties may all be abroad: one end in it is enough.
    ...(area && (isCountry(area) ? { countries: [area], parties: 'EITHER' as const } : { areas: [area] })),
    ...((from || to) && { years: { ...(from && { from }), ...(to && { to }) } }),
    ...(crossBorder && { crossBorder }),
    ...(maxParticipants && { maxParticipants }),
  };
}
