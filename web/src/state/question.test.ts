import { expect, test } from 'vitest';
import { evidence, headline, profile, read, scopeOf, standard, turn, views, work, write, type Question } from './question';

const everything = { theme: null, area: null, from: null, to: null, crossBorder: false, maxParticipants: null };

const questions: Record<string, Question> = {
  headline,
  ...Object.fromEntries(views.map((view) => [`${view}, as it stands`, { ...headline, ...standard(view), view }])),
  ...Object.fromEntries(views.map((view) => [`${view}, the headline's scope`, { ...headline, view }])),
  ...Object.fromEntries(views.map((view) => [`${view}, everything`, { ...headline, ...everything, view }])),
  'an organisation': profile(headline, 'org:pic:999905974'),
  'a project, embedded': { ...work(headline, 'project:cordis:632927'), embed: true },
  'a pair': evidence(headline, 'org:a', 'org:b'),
  'ids that an address must escape': profile(headline, 'org:x:a&b=c d+é#?%3A'),
  'a network': { ...headline, view: 'network', organisation: 'org:a', degrees: 3, nodes: 2000, size: 'betweenness', until: 2019 },
  'a map': { ...headline, view: 'map', area: 'country:PL', shade: 'projects', arcs: 'collaborations' },
  'a crisis': { ...headline, view: 'responders', needs: [], place: null },
  'a chart of themes': { ...headline, ...everything, view: 'trends', count: 'weight', scheme: 'other' },
  'a call': { ...headline, view: 'consortium', organisation: 'org:a', team: 4, countries: ['country:PL', 'country:SE'], sizes: ['MICRO'], added: ['org:x,y'], removed: ['org:b'] },
  'a matrix of ratios': { ...headline, view: 'countries', show: 'ratio', from: 2001, to: null, maxParticipants: 5 },
};

for (const [name, question] of Object.entries(questions)) {
  test(`what is written is read again: ${name}`, () => expect(read(write(question))).toEqual(question));
}

test('the headline needs no words in the address', () => {
  expect(write(headline)).toBe('');
  expect(read('')).toEqual(headline);
});

test('addresses are short and readable', () => {
  expect(write(profile(headline, 'org:pic:1'))).toBe('?view=organisation&organisation=org:pic:1');
});

test('what is not understood counts as left out', () => {
  expect(read('?view=nonsense&from=soon&to=12345&borders=perhaps&partners=-1&show=all&degrees=9&nodes=0&size=big&until=then&colour=red')).toEqual(headline);
});

test('a scope that nobody touched becomes the new view’s own, a chosen one stays', () => {
  expect(turn(headline, 'introductions')).toEqual({ ...headline, ...everything, view: 'introductions' });
  const chosen = { ...headline, theme: 'theme:youth' };
  expect(turn(chosen, 'introductions')).toEqual({ ...chosen, view: 'introductions' });
  expect(turn(turn(headline, 'paths'), 'ties')).toEqual(headline);
});

test('a scope names what is asked and nothing else', () => {
  expect(scopeOf(headline)).toEqual({
    themes: ['theme:climate'],
    areas: ['area:baltic-sea-region'],
    years: { from: 2014, to: 2027 },
    crossBorder: true,
    maxParticipants: 30,
  });
  expect(scopeOf(everything)).toEqual({});
  expect(scopeOf({ ...everything, area: 'country:PL' })).toEqual({ countries: ['country:PL'], parties: 'EITHER' });
  expect(scopeOf({ ...everything, to: 2020 })).toEqual({ years: { to: 2020 } });
});
