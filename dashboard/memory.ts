import { LOCALES, type Locale } from './format.ts';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** What the browser remembers between visits. A browser that forbids it just forgets. */
interface Remembered {
  site: string;
  locale: Locale;
  theme: Theme;
}

const isAllowed: { [K in keyof Remembered]: (text: string) => boolean } = {
  site: (text) => text !== '',
  locale: (text) => (LOCALES as readonly string[]).includes(text),
  theme: (text) => (THEMES as readonly string[]).includes(text),
};

export function recall<K extends keyof Remembered>(name: K): Remembered[K] | undefined {
  try {
    const text = localStorage.getItem(`greenleaf.${name}`);
    return text !== null && isAllowed[name](text) ? (text as Remembered[K]) : undefined;
  } catch {
    return undefined;
  }
}

export function remember<K extends keyof Remembered>(name: K, value: Remembered[K]): void {
  try {
    localStorage.setItem(`greenleaf.${name}`, value);
  } catch {
    // Private mode or storage full: the choice holds for this visit.
  }
}
