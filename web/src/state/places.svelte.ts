import { ask } from '../api/client';
import { PlacesDocument, type PlacesQuery } from '../api/generated/graphql';
import { language, named } from '../words/words.svelte';

/** The areas, countries and themes that a question can be about; none until they are known. To be called while a view is made. */
export function places() {
  let known = $state.raw<PlacesQuery | null>(null);
  $effect(() => {
    ask(PlacesDocument, { language: language.current }).then(
      (data) => (known = data),
      () => {}, // the answer says that the server is gone
    );
  });
  return {
    get areas() {
      return known?.areas ?? [];
    },
    /** Those that organisations are in, with how many. */
    get countries() {
      return (known?.organisations.facets[0]?.values ?? []).map(({ value, count }) => ({ value, count, label: named(value) })).sort(byLabel);
    },
    get themes() {
      return (known?.themes.nodes ?? []).map(({ id, label }) => ({ value: id, label }));
    },
  };
}

export const byLabel = (a: { label: string }, b: { label: string }) => a.label.localeCompare(b.label, language.current);
