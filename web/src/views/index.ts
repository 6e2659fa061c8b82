// The views by name, each loaded when it is first opened. A new one is a line here, its name in state/question.ts and its title in words/.
import type { Component } from 'svelte';
import type { View } from '../state/question';

export const registry: Record<View, () => Promise<{ default: Component }>> = {
  ties: () => import('./Ties.svelte'),
  network: () => import('./Network.svelte'),
  countries: () => import('./Countries.svelte'),
  map: () => import('./WorldMap.svelte'),
  missing: () => import('./Missing.svelte'),
  trends: () => import('./Trends.svelte'),
  introductions: () => import('./Introductions.svelte'),
  paths: () => import('./Paths.svelte'),
  responders: () => import('./Responders.svelte'),
  consortium: () => import('./Consortium.svelte'),
  organisation: () => import('./Organisation.svelte'),
  project: () => import('./Project.svelte'),
  pair: () => import('./Pair.svelte'),
};
