import type { Locale } from '../../format.ts';

/**
 * Language of the phone pages: what the address asks for, else what was chosen here before, else the browser's; Chinese where
 * none of them is one of ours.
 *
 * @param search of the address, such as `?lang=en`
 * @param languages of the browser, the dearest first
 */
export function chooseLocale(search: string, chosen: string | null, languages: readonly string[]): Locale {
  const asked = localeOf(new URLSearchParams(search).get('lang')) ?? localeOf(chosen);
  if (asked !== undefined) return asked;
  for (const language of languages) {
    const locale = localeOf(language);
    if (locale !== undefined) return locale;
  }
  return 'zh-CN';
}

function localeOf(text: string | null): Locale | undefined {
  const language = text?.toLowerCase().split('-', 1)[0];
  return language === 'zh' ? 'zh-CN' : language === 'en' ? 'en' : undefined;
}
