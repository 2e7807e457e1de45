import type { Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import { about, type AlertPlace, comma, commaEn, type Sentence, wasted, where } from '../domain/words.ts';
import { isUnusual, UNUSUAL_WORDS } from './unusual-day.ts';

export const AC_WORDS: Readonly<Record<string, Sentence>> = {
  rolling_energy: { zh: '最近一小时用电', en: 'Energy of the last hour' },
  threshold: { zh: '告警线', en: 'Alert line' },
  standby: { zh: '平时待机功率', en: 'Usual standby' },
  standby_nights: { zh: '待机统计夜数', en: 'Nights behind the standby' },
  night_habit: { zh: '近来每夜都有的功率', en: 'Taken night after night lately' },
  ...UNUSUAL_WORDS,
};

export function acSentence(finding: Finding, place: AlertPlace, local: LocalTime, isExpired: boolean): Sentence {
  const at = where(place);
  const { zh: rateZh, en: rateEn } = about(finding.rate);
  const from = local.clockOf(finding.startAt);
  if (finding.endAt !== undefined) {
    const to = local.clockOf(finding.endAt);
    return {
      zh: `${at.zh}空调 ${from}${to === from ? '' : `–${to}`} 未关${comma(rateZh)}${comma(wasted(finding, '多用'))}，现已关闭。`,
      en: `${at.en}: air-conditioner on ${to === from ? `at ${from}` : `from ${from} to ${to}`}${commaEn(rateEn)}${commaEn(wasted(finding, 'wasted'))}. It is off now.`,
    };
  }
  if (isExpired) {
    return {
      zh: `${at.zh}空调 ${from} 起整夜未关${comma(rateZh)}${comma(wasted(finding, '多用'))}。`,
      en: `${at.en}: air-conditioner on from ${from} until morning${commaEn(rateEn)}${commaEn(wasted(finding, 'wasted'))}.`,
    };
  }
  const advice = isUnusual(finding)
    ? { zh: '当日有考试或活动，请先问清是否在用', en: 'There is an exam or an event: ask first whether it is needed' }
    : { zh: '请到场关掉', en: 'Please switch it off' };
  return {
    zh: `${at.zh}空调未关，${from} 起${rateZh}${comma(wasted(finding, '已多用'))}，${advice.zh}。`,
    en: `${at.en}: air-conditioner left on${commaEn(rateEn)} since ${from}${commaEn(wasted(finding, 'wasted so far'))}. ${advice.en}.`,
  };
}
