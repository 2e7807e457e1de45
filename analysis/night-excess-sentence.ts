import type { Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import { about, type AlertPlace, comma, commaEn, type Sentence, wasted, where } from '../domain/words.ts';
import { isUnusual, UNUSUAL_WORDS } from './unusual-day.ts';

export const EXCESS_WORDS: Readonly<Record<string, Sentence>> = {
  excess: { zh: '比平时多', en: 'Above usual' },
  threshold: { zh: '告警线', en: 'Alert line' },
  usual: { zh: '同类夜晚平时', en: 'Usual on such nights' },
  spread: { zh: '平时波动', en: 'Usual spread' },
  like_nights: { zh: '比较的夜数', en: 'Nights compared with' },
  stretch: { zh: '平均时长', en: 'Averaged over' },
  score: { zh: '可信度', en: 'Score' },
  units_low: { zh: '最少台数（估计）', en: 'Units at least, estimated' },
  units_high: { zh: '最多台数（估计）', en: 'Units at most, estimated' },
  outdoor: { zh: '室外温度', en: 'Outdoors' },
  ac_size: { zh: '多出的功率有一台空调那么大', en: 'The excess is as large as an air-conditioner' },
  clear_excess: { zh: '远超告警线', en: 'Far above the alert line' },
  room_kept: { zh: '有房间的温度与室外相差 3 度以上', en: 'A room is kept 3 K away from outdoors' },
  ac_weather: { zh: '室外温度正是开空调的时候', en: 'Weather for air-conditioning' },
  mild_weather: { zh: '室外温和，不像要开空调', en: 'Mild weather: hardly air-conditioning' },
  no_weather: { zh: '没有室外温度，不知道是不是空调', en: 'Outdoor temperature not known' },
  ...UNUSUAL_WORDS,
};

/** 行政楼整楼比平时高 1.9 kW（可能有约 1–2 台空调未关）. */
export function excessSentence(finding: Finding, place: AlertPlace, local: LocalTime, isExpired: boolean): Sentence {
  const at = where(place);
  const { zh: rateZh, en: rateEn } = about(finding.rate);
  const from = local.clockOf(finding.startAt);
  const cause = causeOf(finding);
  if (finding.endAt !== undefined) {
    const to = local.clockOf(finding.endAt);
    return {
      zh: `${at.zh}整楼 ${from}–${to} 比平时高${rateZh}${comma(wasted(finding, '多用'))}，${cause.zh}，现已恢复。`,
      en: `${at.en}: the whole building was ${rateEn} above usual from ${from} to ${to}${commaEn(wasted(finding, 'more than usual'))}; ${cause.en}. It is back to usual.`,
    };
  }
  if (isExpired) {
    return {
      zh: `${at.zh}整楼 ${from} 起整夜比平时高${rateZh}${comma(wasted(finding, '多用'))}，${cause.zh}。`,
      en: `${at.en}: the whole building was ${rateEn} above usual from ${from} until morning${commaEn(wasted(finding, 'more than usual'))}; ${cause.en}.`,
    };
  }
  const advice = isUnusual(finding)
    ? { zh: '当日有考试或活动，请先问清是否在用', en: 'There is an exam or an event: ask first whether it is needed' }
    : { zh: '请到楼里看一看', en: 'Please have a look in the building' };
  return {
    zh: `${at.zh}整楼 ${from} 起比平时高${rateZh}，${cause.zh}，${advice.zh}。`,
    en: `${at.en}: the whole building is ${rateEn} above usual since ${from}; ${cause.en}. ${advice.en}.`,
  };
}

function causeOf({ evidence, reasons = [] }: Finding): Sentence {
  const has = (name: string) => reasons.some((reason) => reason.name === name);
  if (!has('ac_size') || !(has('ac_weather') || has('room_kept'))) {
    const unknown = has('no_weather') ? { zh: '（没有室外温度）', en: ' (outdoor temperature not known)' } : { zh: '', en: '' };
    return { zh: `原因不明，可能有设备未关${unknown.zh}`, en: `probably something was left on, the cause is not known${unknown.en}` };
  }
  const number = (name: string) => evidence.find((one) => one.name === name)?.value ?? 1;
  const [low, high] = [number('units_low'), number('units_high')];
  const units = low === high ? `${low}` : `${low}–${high}`;

  return {
    zh: `可能有约 ${units} 台空调未关`,
    en: `probably about ${units} air-conditioner${high === 1 ? '' : 's'} left on`,
  };
}
