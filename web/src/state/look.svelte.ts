import { keep, kept } from './kept';

export const looks = ['auto', 'light', 'dark'] as const;
export type Look = (typeof looks)[number];

const dark = matchMedia('(prefers-color-scheme: dark)');
let chosen = $state<Look>(looks.find((look) => look === kept('look')) ?? 'auto');
let system = $state(dark.matches);
dark.addEventListener('change', () => {
  system = dark.matches;
  apply();
});

function apply(): void {
  document.documentElement.dataset.look = look.shown;
}

/** Light or dark: as the system has it, unless the reader chose. */
export const look = {
  get chosen(): Look {
    return chosen;
  },
  get shown(): 'light' | 'dark' {
    return chosen === 'auto' ? (system ? 'dark' : 'light') : chosen;
  },
  choose(next: Look): void {
    chosen = next;
    keep('look', next);
    apply();
  },
};
apply();
