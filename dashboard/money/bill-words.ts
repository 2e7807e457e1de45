import { useI18n } from 'vue-i18n';
import type { BillLine } from '../../domain/bill.ts';

/** How a line of a bill is called; a school's own components by their own code. */
export function useLineName(): (line: Pick<BillLine, 'code' | 'period' | 'tier'>) => string {
  const { t, te } = useI18n();
  return ({ code, period, tier }) => {
    const key = `billLine.code.${code}`;
    const parts = [te(key) ? t(key) : code];
    if (period !== null) parts.push(t(`billLine.period.${period}`));
    if (tier !== null) parts.push(t('billLine.tier', { number: tier }));
    return parts.join(' · ');
  };
}

/** A unit as people write it: `kW·月`, `元`. */
export function useUnitName(): (unit: string) => string {
  const { t } = useI18n();
  return (unit) => unit.replace('month', t('billLine.month')).replace('CNY', t('billLine.yuan'));
}
