import i18next, { type ParseKeys } from 'i18next';
import { keep, kept } from '../state/kept';
import { en } from './en';
import { pl } from './pl';

/** Languages by their own names. A new one is a file beside en.ts, and a line here. */
export const languages = { en: 'English', pl: 'Polski' } as const;
export type Language = keyof typeof languages;

const resources = { en: { translation: en }, pl: { translation: pl } };

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

/** How a language writes numbers and days, where that is not the same everywhere. */
const locales: Record<Language, string> = { en: 'en-GB', pl: 'pl' };

/** The address may name a language (?lang=pl), so that an embed speaks that of the site around it. */
function preferred(): Language {
  const wanted = [new URLSearchParams(location.search).get('lang'), kept('language'), ...navigator.languages.map((l) => l.split('-')[0])];
  return (wanted.find((l) => l && l in languages) as Language | undefined) ?? 'en';
}

let current = $state<Language>(preferred());

const words = i18next.createInstance();
void words.init({ lng: current, fallbackLng: 'en', resources, interpolation: { escapeValue: false }, initAsync: false });
document.documentElement.lang = current;

export const language = {
  get current(): Language {
    return current;
  },
  choose(next: Language): void {
    void words.changeLanguage(next);
    keep('language', next);
    document.documentElement.lang = next;
    current = next;
  },
};

/** t gives a text in the page's language, and is given anew when that changes. Values stand for its {{names}}. */
export function t(key: ParseKeys, values: Record<string, string | number> = {}): string {
  void current;
  return words.t(key, values);
}

/** A number as the page's language writes it, with at most three digits behind the point. */
export function number(value: number): string {
  return new Intl.NumberFormat(locales[current], { maximumFractionDigits: 3 }).format(value);
}

/** A day as the page's language writes it. */
export function day(value: string): string {
  return new Intl.DateTimeFormat(locales[current], { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(value));
}

/** An exact amount as the page's language writes it. */
export function money({ amount, currency }: { amount: string; currency: string }): string {
  return new Intl.NumberFormat(locales[current], { style: 'currency', currency, maximumFractionDigits: 0 }).format(Number(amount));
}

/** The years between two of a record's dates or years. Empty where neither is known. */
export function years(first: string | number | null | undefined, last: string | number | null | undefined): string {
  const [from, to] = [first, last].map((date) => (date == null ? null : String(date).slice(0, 4)));
  if (from == null && to == null) return '';
  return from === to ? from! : `${from ?? '?'}–${to ?? '?'}`;
}

/** The name of a country or a language by the end of its id, such as country:PL or language:en. */
export function named(id: string): string {
  const [kind, code] = [id.slice(0, id.indexOf(':')), id.slice(id.lastIndexOf(':') + 1)];
  try {
    return new Intl.DisplayNames(locales[current], { type: kind === 'language' ? 'language' : 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}
