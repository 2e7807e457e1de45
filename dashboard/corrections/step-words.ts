import { useI18n } from 'vue-i18n';
import type { StepOptionView, StepView } from '../../api/schemas/corrections.ts';
import { amountText, registerText } from '../amounts.ts';
import { GAP, toHeadline } from '../format.ts';
import { useSession } from '../session.ts';

/** Register steps in sentences. */
export function useStepWords() {
  const { t } = useI18n();
  const session = useSession();

  /** Three figures are enough for a sentence; the exact amount stands among the evidence. */
  function rounded(value: number | null, unit: string): string {
    const { number, unit: shown } = toHeadline(value, unit, session.locale);
    return `${number}${GAP}${shown}`;
  }

  /** Which meter, where, from what to what, how much is in question. */
  function sentence(step: StepView): string {
    const { meter } = step;
    const words = {
      meter: session.nameOf(meter),
      building: session.nameOf({ name: meter.buildingName, nameEn: meter.buildingNameEn }),
      from: registerText(step.from, meter.medium),
      to: registerText(step.to, meter.medium),
      size: rounded(step.size, meter.unit),
      amount: rounded(step.consumption, meter.unit),
      span: session.time.span(step.toAt - step.fromAt),
    };
    if (step.open) return t(step.kind === 'exchange' ? 'steps.exchange' : 'steps.suspicious', words);
    if (step.booking === 'held') return t('steps.gap', words);
    return t(step.consumption === null ? 'steps.left' : 'steps.decided', words);
  }

  /** `11-20 10:15 至 10:30`, the day once where both fall on it. */
  function when({ fromAt, toAt }: Pick<StepView, 'fromAt' | 'toAt'>): string {
    const from = session.time.full(fromAt).slice(0, 16);
    const to = session.time.full(toAt).slice(0, 16);
    return t('steps.when', { from, to: from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to });
  }

  /** What an explanation would mean for the sums. */
  function meaning({ as, consumption }: Pick<StepOptionView, 'as' | 'consumption'>, unit: string): string {
    if (as === 'glitch' || as === 'unknown' || as === 'exchange') return t(`optionMeans.${as}`);
    return consumption === null ? t('optionMeans.unknownAmount') : t('optionMeans.amount', { amount: amountText(consumption, unit) });
  }

  return { sentence, when, meaning };
}
