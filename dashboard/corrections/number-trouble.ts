import { useI18n } from 'vue-i18n';
import { parseNumber } from '../numbers.ts';

/** What is wrong with a number that somebody types; undefined while nothing is. */
export function useNumberTrouble() {
  const { t } = useI18n();
  const optional = (text: string) => (text.trim() !== '' && parseNumber(text) === undefined ? t('form.notNumber') : undefined);
  const required = (text: string) => (text.trim() === '' ? t('form.missing') : optional(text));
  return { optional, required };
}
