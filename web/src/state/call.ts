// What a call demands of a team, and who meets it once the reader has changed the team.
import type { ConsortiumBrief, ConsortiumQuery, OrganisationFilter, OrganisationType, ResourceKind, SizeBand } from '../api/generated/graphql';
import type { Question } from './question';

type Condition = ConsortiumQuery['consortium'][number]['conditions'][number];

/** The brief that a question names. */
export function briefOf({ themes, countries, types, sizes, offers, team }: Question): ConsortiumBrief {
  return {
    ...(themes.length && { themes }),
    ...(countries.length && { countries }),
    ...(types.length && { organisationTypes: types }),
    ...(sizes.length && { sizes }),
    ...(offers.length && { offers }),
    size: team,
  };
}

/** The organisations that meet a condition; null for the number of partners, which anybody adds to. */
export function meeting({ kind, value }: Pick<Condition, 'kind' | 'value'>): OrganisationFilter | null {
  switch (kind) {
    case 'THEME':
      return { themes: [value] };
    case 'COUNTRY':
      return { countries: [value] };
    case 'ORGANISATION_TYPE':
      return { types: [value as OrganisationType] };
    case 'SIZE':
      return { sizes: [value as SizeBand] };
    case 'OFFER':
      return { offers: [value as ResourceKind] };
    case 'MEMBERS':
      return null;
  }
}

/** Who of a changed team meets a condition: those proposed and not removed, and those added of whom it is known. */
export function meets(condition: Condition, team: string[], added: string[]): { by: string[]; met: boolean } {
  if (condition.kind === 'MEMBERS') return { by: team.slice(1), met: team.length > Number(condition.value) };
  const by = team.filter((id) => condition.by.includes(id) || added.includes(id));
  return { by, met: by.length > 0 };
}
