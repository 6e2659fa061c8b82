import { expect, test } from 'vitest';
import { briefOf, meeting, meets } from './call';
import { headline } from './question';

test('a brief names what the call demands and nothing else', () => {
  expect(briefOf(headline)).toEqual({ size: 0 });
  expect(briefOf({ ...headline, types: ['NGO'], countries: ['country:SE'], team: 3 })).toEqual({ organisationTypes: ['NGO'], countries: ['country:SE'], size: 3 });
});

test('a condition that only a removed member met is open until somebody added meets it', () => {
  const condition = { kind: 'COUNTRY', value: 'country:SE', met: true, by: ['org:b'] } as const;
  const of = { ...condition, by: [...condition.by] };
  expect(meets(of, ['org:us', 'org:b'], [])).toEqual({ by: ['org:b'], met: true });
  expect(meets(of, ['org:us', 'org:c'], [])).toEqual({ by: [], met: false });
  expect(meets(of, ['org:us', 'org:c'], ['org:c'])).toEqual({ by: ['org:c'], met: true });
});

test('partners are counted without us', () => {
  const condition = { kind: 'MEMBERS' as const, value: '2', met: true, by: [] };
  expect(meets(condition, ['org:us', 'org:b', 'org:c'], []).met).toBe(true);
  expect(meets(condition, ['org:us', 'org:b'], []).met).toBe(false);
});

test('each condition but the number of partners is a filter', () => {
  expect(meeting({ kind: 'OFFER', value: 'VENUE' })).toEqual({ offers: ['VENUE'] });
  expect(meeting({ kind: 'MEMBERS', value: '2' })).toBeNull();
});
