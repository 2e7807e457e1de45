import { useI18n } from 'vue-i18n';
import { PRICE_PERIODS, type Tariff } from '../../domain/tariff.ts';
import { formatDecimal } from './decimal-text.ts';

interface Fact {
  name: string;
  value: string;
}

/** What a tariff has beside its components, in a line each: periods, tiers, basic charge, power factor, surcharge, fixed charges. */
export function usePartFacts(): (tariff: Tariff) => Fact[] {
  const { t } = useI18n();
  const join = (parts: string[]) => parts.join(t('tariff.comma'));

  function periods({ tou }: Tariff): string {
    const priced = tou?.ratios ?? tou?.adders ?? {};
    const sign = tou?.adders ? '+' : '×';
    return join(
      PRICE_PERIODS.flatMap((period) => {
        const value = priced[period];
        if (value === undefined) return [];
        const text = value.startsWith('-') ? formatDecimal(value) : `${sign}${formatDecimal(value)}`;
        return [t('tariff.ratioOf', { period: t(`billLine.period.${period}`), value: text })];
      }),
    );
  }

  function tiers({ tiers: steps }: Tariff): string {
    if (!steps) return '';
    const { basis, bounds, adders } = steps;
    const lower = bounds.map((bound, index) =>
      t('tariff.tierUpTo', { bound: formatDecimal(bound), adder: formatDecimal(adders[index] ?? null) }),
    );
    const last = t('tariff.tierAbove', { bound: formatDecimal(bounds.at(-1) ?? null), adder: formatDecimal(adders.at(-1) ?? null) });
    return join([t(`tariff.basis.${basis}`), ...lower, last]);
  }

  function demand({ demand: charge }: Tariff): string {
    if (!charge) return '';
    const { mode, price, capacityKva, declaredKw, limit = '1.05', windowMin } = charge;
    const size = formatDecimal(capacityKva ?? declaredKw ?? null);
    return t(`tariff.demandOf.${mode}`, { price: formatDecimal(price), size, limit, window: windowMin });
  }

  function surcharge({ quotaSurcharge }: Tariff): string {
    const steps = quotaSurcharge?.steps ?? [];
    return join(
      steps.map(({ overPercentLe: percent, times }) =>
        percent === null ? t('tariff.quotaRest', { times }) : t('tariff.quotaStep', { percent: formatDecimal(percent), times }),
      ),
    );
  }

  return (tariff) =>
    [
      { name: t('tariff.part.tou'), value: periods(tariff) },
      { name: t('tariff.part.tiers'), value: tiers(tariff) },
      { name: t('tariff.part.demand'), value: demand(tariff) },
      {
        name: t('tariff.part.powerFactor'),
        value: tariff.powerFactor ? t('tariff.standard', { standard: tariff.powerFactor.standard }) : '',
      },
      { name: t('tariff.part.quotaSurcharge'), value: surcharge(tariff) },
      ...(tariff.fixed ?? []).map(({ code, amount }) => ({ name: code, value: t('tariff.aMonth', { amount: formatDecimal(amount) }) })),
    ].filter(({ value }) => value !== '');
}
