import { computed, ref } from 'vue';
import type { Locale } from '../../format.ts';
import { recall, remember } from '../../memory.ts';
import { chooseLocale } from './choose.ts';
import { en } from './en.ts';
import { zh } from './zh-CN.ts';

export const locale = ref<Locale>(chooseLocale(location.search, recall('locale') ?? null, navigator.languages));
/** The words of the language in force. */
export const words = computed(() => (locale.value === 'en' ? en : zh));
/** Of words that the server sends in both languages. */
export const inWords = (both: { zh: string; en: string }) => (locale.value === 'en' ? both.en : both.zh);

export function switchLanguage(): void {
  locale.value = locale.value === 'en' ? 'zh-CN' : 'en';
  remember('locale', locale.value);
  nameLanguage();
}

/** Screen readers and line breaking go by it. */
export function nameLanguage(): void {
  document.documentElement.lang = locale.value;
}
