import type { Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import { about, type AlertPlace, comma, commaEn, dayWords, nameEn, type Sentence, threeDigits, wasted } from '../domain/words.ts';
import { numberOf, unitOf } from './health-sentence.ts';

/** What the logistics head reads in the weekly digest. */
export function baselineDriftSentence(finding: Finding, { meter, building }: AlertPlace, local: LocalTime): Sentence {
  const at = {
    zh: building ? `${building.name}（${meter.name}）` : meter.name,
    en: building ? `${nameEn(building)} (${nameEn(meter)})` : nameEn(meter),
  };
  const from = dayWords(local.dayOf(finding.startAt));
  const isBase = finding.evidence.some(({ name }) => name === 'base_load');
  const said = isBase ? ofBase(finding) : ofDays(finding);
  const more = { zh: comma(wasted(finding, '约多用')), en: commaEn(wasted(finding, 'more than usual')) };
  if (finding.endAt !== undefined) {
    // The cause ends with a day, so its end is the midnight after.
    const to = dayWords(local.dayOf(finding.endAt - 1));
    return {
      zh: `${at.zh}${from.zh}${to.zh === from.zh ? '' : `至${to.zh}`}${said.zh}${more.zh}，现已回落。`,
      en: `${at.en}: ${said.en} from ${from.en} to ${to.en}${more.en}. It is back to the usual.`,
    };
  }
  const advice = isBase
    ? { zh: '请查找新增或整夜不关的设备', en: 'Please look for new devices, or those that never go off' }
    : { zh: '请核对这几天的活动和新增设备', en: 'Please check what was going on, and new devices' };
  return {
    zh: `${at.zh}${from.zh}起${said.zh}${more.zh}，${advice.zh}；若为正常变化，请登记变更。`,
    en: `${at.en}: ${said.en} since ${from.en}${more.en}. ${advice.en}; if it is meant to be so, declare a change.`,
  };
}

function ofBase(finding: Finding): Sentence {
  const [base, usual] = [numberOf(finding, 'base_load'), numberOf(finding, 'usual_base_load')];
  return {
    zh: `基础负荷升到 ${threeDigits(base)} kW，平时 ${threeDigits(usual)} kW`,
    en: `base load up to ${threeDigits(base)} kW, usually ${threeDigits(usual)} kW,`,
  };
}

function ofDays(finding: Finding): Sentence {
  const unit = unitOf(finding, 'day_use');
  const [use, usual] = [threeDigits(numberOf(finding, 'day_use')), threeDigits(numberOf(finding, 'expected_use'))];
  const days = numberOf(finding, 'high_days');
  const { zh, en } = about(finding.rate);
  return {
    zh: `有 ${days} 天用量偏高，最高一天 ${use} ${unit}，这样的日子平时 ${usual} ${unit}${comma(zh === '' ? '' : `平均多${zh}`)}`,
    en: `${days} days above the usual, the highest with ${use} ${unit} instead of ${usual} ${unit}${commaEn(en === '' ? '' : `${en} more on average`)},`,
  };
}
