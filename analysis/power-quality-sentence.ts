import type { Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import { dayWords, momentOf, type Sentence, threeDigits } from '../domain/words.ts';
import { meterSentence, numberOf } from './health-sentence.ts';

const has = ({ evidence }: Finding, name: string) => evidence.some((number) => number.name === name);

/** What the electrician reads about the supply behind a main. */
export const powerQualitySentence = meterSentence((finding, local) => {
  if (has(finding, 'voltage')) return sayVoltage(finding, local);
  return has(finding, 'unbalance') ? sayUnbalance(finding, local) : sayFactor(finding, local);
});

function phaseOf(finding: Finding): Sentence {
  const phase = numberOf(finding, 'phase');
  return phase === 0 ? { zh: '', en: '' } : { zh: `L${phase} 相`, en: ` on L${phase}` };
}

function sayVoltage(finding: Finding, local: LocalTime): Sentence {
  const from = momentOf(finding.startAt, local);
  const phase = phaseOf(finding);
  const volts = threeDigits(numberOf(finding, 'voltage'));
  const limit = threeDigits(numberOf(finding, 'threshold'));
  const isLow = numberOf(finding, 'voltage') < numberOf(finding, 'threshold');
  const way = isLow ? { zh: '偏低', en: 'too low' } : { zh: '偏高', en: 'too high' };
  if (finding.endAt !== undefined) {
    const to = momentOf(finding.endAt, local);
    return {
      zh: `${phase.zh}电压 ${from.zh} 至 ${to.zh} ${way.zh}，约 ${volts} V，现已正常`,
      en: `had a voltage that was ${way.en}${phase.en} from ${from.en} to ${to.en}, about ${volts} V. It is normal again`,
    };
  }
  return {
    zh: `${phase.zh}电压自 ${from.zh} 起${way.zh}，约 ${volts} V（限值 ${limit} V），请检查变压器档位和接线，必要时联系供电所`,
    en: `has a voltage that is ${way.en}${phase.en} since ${from.en}, about ${volts} V (limit ${limit} V). Please check the transformer's tap and the wiring, and call the power company if it stays`,
  };
}

function sayUnbalance(finding: Finding, local: LocalTime): Sentence {
  const from = momentOf(finding.startAt, local);
  const percent = threeDigits(numberOf(finding, 'unbalance'));
  if (finding.endAt !== undefined) {
    return {
      zh: `曾自 ${from.zh} 起三相电流不平衡，约 ${percent} %，现已正常`,
      en: `had unbalanced phases from ${from.en}, about ${percent} %. They are normal again`,
    };
  }
  const [largest, smallest] = [threeDigits(numberOf(finding, 'largest_current')), threeDigits(numberOf(finding, 'smallest_current'))];
  const phase = phaseOf(finding);
  return {
    zh: `自 ${from.zh} 起三相电流不平衡，约 ${percent} %：${phase.zh}最大，${largest} A，最小相 ${smallest} A，请把单相负荷分到各相`,
    en: `has unbalanced phases since ${from.en}, about ${percent} %: ${largest} A${phase.en}, ${smallest} A on the lowest. Please spread the single-phase loads`,
  };
}

function sayFactor(finding: Finding, local: LocalTime): Sentence {
  const since = dayWords(local.dayOf(finding.startAt));
  const factor = numberOf(finding, 'power_factor').toFixed(2);
  if (finding.endAt !== undefined)
    return { zh: `功率因数曾自 ${since.zh} 起偏低，现已正常`, en: `had a low power factor from ${since.en}. It is normal again` };
  const limit = threeDigits(numberOf(finding, 'threshold'));
  return {
    zh: `自 ${since.zh} 起一昼夜平均功率因数约 ${factor}，低于 ${limit}，可能多交力调电费，请检查无功补偿柜`,
    en: `has a mean power factor of about ${factor} a day since ${since.en}, below ${limit}. It may cost a surcharge: please check the capacitor bank`,
  };
}
