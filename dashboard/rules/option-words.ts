import { useI18n } from 'vue-i18n';
import type { RuleOption } from '../../api/schemas/rules.ts';
import { formatNumber, GAP } from '../format.ts';
import { useSession } from '../session.ts';
import type { OptionTrouble, OptionValue } from './option-form.ts';

/** As many digits as were set: 0.15, 1.5, 45. */
function exactNumber(value: number): string {
  const decimals = (String(value).split('.')[1] ?? '').length;
  return formatNumber(value, Math.min(decimals, 6));
}

/** Options of rules in words: values with their unit, what is allowed, what is wrong. */
export function useOptionWords() {
  const { t, te } = useI18n();
  const session = useSession();
  const unitOf = ({ unit }: RuleOption) => (te(`unit.${unit}`) ? t(`unit.${unit}`) : unit);

  /** Choices are names of things that have their words already: kinds of meters. */
  const choiceText = (choice: string) => (te(`role.${choice}`) ? t(`role.${choice}`) : choice);

  function valueText(option: RuleOption, value: OptionValue): string {
    if (typeof value === 'boolean') return t(value ? 'ruleOption.yes' : 'ruleOption.no');
    if (typeof value === 'string') return value === '' ? t('ruleOption.unset') : choiceText(value);
    const unit = unitOf(option);
    return `${exactNumber(value)}${unit && GAP}${unit}`;
  }

  function rangeText(option: RuleOption): string {
    const { minimum, isMinimumExcluded, maximum, step } = option;
    const low = minimum === null ? '' : exactNumber(minimum);
    const high = maximum === null ? '' : exactNumber(maximum);
    const bounds = () => {
      if (minimum !== null && maximum !== null) return t(isMinimumExcluded ? 'ruleOption.aboveUpTo' : 'ruleOption.between', { low, high });
      if (minimum !== null) return t(isMinimumExcluded ? 'ruleOption.above' : 'ruleOption.from', { low });
      return maximum === null ? '' : t('ruleOption.upTo', { high });
    };
    const multiple = step === null || option.type === 'clock' ? '' : t('ruleOption.multiple', { step: exactNumber(step) });
    return [bounds(), multiple, option.choices.map(choiceText).join(' / ')].filter(Boolean).join(t('chart.listSeparator'));
  }

  return {
    valueText,
    choiceText,
    rangeText,
    labelOf: (option: RuleOption) => {
      const unit = unitOf(option);
      return unit ? `${session.wordsOf(option.label)} (${unit})` : session.wordsOf(option.label);
    },
    troubleText: ({ why, bound }: OptionTrouble) => t(`optionTrouble.${why}`, { bound: bound === undefined ? '' : exactNumber(bound) }),
    /** `最近一小时用电 0.2 kWh，…`; an option that the rule has no more keeps its name. */
    listText: (options: readonly RuleOption[], values: Readonly<Record<string, OptionValue>>) =>
      Object.entries(values)
        .map(([name, value]) => {
          const option = options.find((one) => one.name === name);
          return option ? `${session.wordsOf(option.label)} ${valueText(option, value)}` : `${name} ${String(value)}`;
        })
        .join(t('chart.listSeparator')),
  };
}
