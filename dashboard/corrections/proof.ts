import { useI18n } from 'vue-i18n';
import type { StepDetail } from '../../api/schemas/corrections.ts';
import { amountText, registerText } from '../amounts.ts';
import { formatNumber, formatShare, formatValue } from '../format.ts';
import { FULL_COVERAGE } from '../charts/model.ts';
import { useSession } from '../session.ts';

const HOUR_MS = 3_600_000;
/** What the readings after it, and the serial numbers, say is the same for every explanation. */
const LATER = ['later_readings_continue_from_new', 'later_readings_return_to_old', 'no_later_readings'] as const;
const SERIAL = ['serial_changed', 'serial_unchanged'] as const;

/** What there is to decide a step by, as names and values. */
export function useProof() {
  const { t } = useI18n();
  const session = useSession();

  return ({ step, options, usualPerHour, ratedPerHour, parent, children }: StepDetail) => {
    const { unit, medium } = step.meter;
    const hours = (step.toAt - step.fromAt) / HOUR_MS;
    const difference = step.to - step.from;
    const perHour = (rate: number) => ({ amount: formatValue(rate * hours, unit), rate: formatValue(rate, unit) });
    const known = ({ consumption, coverage }: { consumption: number | null; coverage: number }) => {
      if (consumption === null || coverage === 0) return t('proof.unknown');
      return coverage < FULL_COVERAGE
        ? `${amountText(consumption, unit)} (${t('chart.coverageShare', { share: formatShare(coverage) })})`
        : amountText(consumption, unit);
    };
    const reasons = new Set(options.flatMap(({ why }) => why));
    const said = (codes: readonly (typeof LATER | typeof SERIAL)[number][]) =>
      codes
        .filter((code) => reasons.has(code))
        .map((code) => t(`optionWhy.${code}`))
        .join(t('chart.listSeparator'));
    const ratioDiffers = Math.abs(step.size - Math.abs(difference)) > 1e-6 * Math.abs(step.size);
    return [
      { name: t('proof.span'), value: session.time.span(step.toAt - step.fromAt) },
      {
        name: t('proof.difference'),
        value: `${difference < 0 ? '−' : '+'}${registerText(Math.abs(difference), medium)}`,
      },
      ...(ratioDiffers ? [{ name: t('proof.ratio'), value: `${formatNumber(step.size, 1)} ${unit}` }] : []),
      ...(usualPerHour === null ? [] : [{ name: t('proof.usual'), value: t('proof.usualValue', perHour(usualPerHour)) }]),
      ...(ratedPerHour === null ? [] : [{ name: t('proof.rated'), value: t('proof.ratedValue', perHour(ratedPerHour)) }]),
      ...(parent ? [{ name: t('proof.parent', { name: session.nameOf(parent) }), value: known(parent) }] : []),
      ...(children ? [{ name: t('proof.children', { count: children.meters }), value: known(children) }] : []),
      { name: t('proof.later'), value: said(LATER) },
      { name: t('proof.serial'), value: said(SERIAL) },
    ].filter(({ value }) => value !== '');
  };
}
