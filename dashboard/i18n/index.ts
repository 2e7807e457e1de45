import { createI18n } from 'vue-i18n';
import { LOCALES, type Locale } from '../format.ts';
import { recall } from '../memory.ts';
import en from './en.ts';
import zhCN from './zh-CN.ts';

/** Chinese first; English for a browser that asks for it and for those who choose it. */
function firstLocale(): Locale {
  return recall('locale') ?? LOCALES.find((locale) => locale === 'en' && /^en\b/i.test(navigator.language)) ?? 'zh-CN';
}

export const i18n = createI18n({
  legacy: false,
  locale: firstLocale(),
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zhCN, en },
});
