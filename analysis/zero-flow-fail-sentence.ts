import type { Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import { type AlertPlace, comma, commaEn, factsOf, type Sentence, wasted } from '../domain/words.ts';
import { leakAdvice, throughOthers } from './water-night.ts';

/** Where water flows at night, since when, how much, and what it may be. */
export function zeroFlowFailSentence(finding: Finding, place: AlertPlace, local: LocalTime): Sentence {
  const { at, rate, from, to } = factsOf(finding, place, local);
  if (to) {
    return {
      zh: `${at.zh}夜间持续出水${comma(`${from.zh} 至 ${to.zh}`)}${comma(rate.zh)}${comma(wasted(finding, '约流失'))}，现已停止。`,
      en: `${at.en}: water flowed all night, from ${from.en} to ${to.en}${commaEn(rate.en)}${commaEn(wasted(finding, 'lost, estimated'))}. It has stopped.`,
    };
  }
  const advice = leakAdvice(finding.rate?.value ?? 0);
  const through = throughOthers(place);
  return {
    zh: `${at.zh}夜间持续出水，${from.zh} 起${rate.zh}${through.zh}${comma(wasted(finding, '已流失约'))}，${advice.zh}。`,
    en: `${at.en}: water flows all night${commaEn(rate.en)} since ${from.en}${through.en}${commaEn(wasted(finding, 'lost so far, estimated'))}. ${advice.en}.`,
  };
}
