import { views, write, headline, standard, type Question, type View } from '../src/state/question';

const ours = 'org:demo:gdansk-shore-guardians';

/** What a view is asked so that it has something to show of the sample. One that is not named here gets our organisation. */
const asked: Partial<Record<View, Partial<Question>>> = {
  ties: {},
  network: {},
  countries: { show: 'ratio' },
  missing: {},
  trends: {},
  consortium: { organisation: ours, countries: ['country:FI', 'country:SE', 'country:LT'], themes: ['theme:marine-environment', 'theme:youth'], types: ['NGO'], offers: ['EQUIPMENT'], team: 4 },
  paths: { organisation: ours, other: 'org:demo:elblag-lagoon-youth' },
  organisation: { organisation: 'org:curated:bef-latvia' },
  project: { project: 'project:curated:engage' },
  pair: { organisation: ours, other: 'org:demo:karlskrona-archipelago-friends' },
};

/** The address of a view with something to show. */
export function addressOf(view: View): string {
  return '/' + write({ ...headline, ...standard(view), view, ...(asked[view] ?? { organisation: ours }) });
}

export { views };
