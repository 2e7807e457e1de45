import type { Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import type { SitePlan } from '../domain/site.ts';
import { healthSentence } from './health-sentence.ts';
import { type AlertPlace, comma, commaEn, momentOf, nameEn, type Sentence, threeDigits } from './words.ts';

export type { AlertPlace, Sentence } from './words.ts';

/** Looks the place of a meter up; a meter that is not declared any more is called by its id. */
export function placeOf(plan: SitePlan, meterId: string, others: readonly string[] = []): AlertPlace {
  const meter = plan.meters.find(({ id }) => id === meterId);
  return {
    meter: meter ?? { name: meterId },
    building: plan.buildings.find(({ id }) => id === meter?.building),
    space: plan.spaces.find(({ id }) => id === meter?.space),
    others: others.map((other) => plan.meters.find(({ id }) => id === other) ?? { name: other }),
  };
}

/**
 * What, where, since when, how much, what to do: from the finding's own numbers.
 *
 * @param isExpired the night is over: nobody is asked to go there any more
 * @example `教学楼B 三楼 301 空调未关，23:30 起约 2.1 kW，已多用 3.2 kWh，请到场关掉。`
 */
export function sentenceOf(finding: Finding, place: AlertPlace, local: LocalTime, isExpired = false): Sentence {
  switch (finding.rule) {
    case 'ac_left_on':
      return acLeftOn(finding, where(place), local, isExpired);
    case 'zero_flow_fail':
      return zeroFlowFail(finding, where(place), local);
    default:
      return healthSentence(finding, place, local);
  }
}

function acLeftOn(finding: Finding, at: Sentence, local: LocalTime, isExpired: boolean): Sentence {
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
  return {
    zh: `${at.zh}空调未关，${from} 起${rateZh}${comma(wasted(finding, '已多用'))}，请到场关掉。`,
    en: `${at.en}: air-conditioner left on${commaEn(rateEn)} since ${from}${commaEn(wasted(finding, 'wasted so far'))}. Please switch it off.`,
  };
}

function zeroFlowFail(finding: Finding, at: Sentence, local: LocalTime): Sentence {
  const { zh: rateZh, en: rateEn } = about(finding.rate);
  const from = momentOf(finding.startAt, local);
  if (finding.endAt !== undefined) {
    const to = momentOf(finding.endAt, local);
    return {
      zh: `${at.zh}夜间持续出水${comma(`${from.zh} 至 ${to.zh}`)}${comma(rateZh)}${comma(wasted(finding, '约流失'))}，现已停止。`,
      en: `${at.en}: water flowed all night, from ${from.en} to ${to.en}${commaEn(rateEn)}${commaEn(wasted(finding, 'lost, estimated'))}. It has stopped.`,
    };
  }
  const advice = leakAdvice(finding.rate?.value ?? 0);
  return {
    zh: `${at.zh}夜间持续出水，${from.zh} 起${rateZh}${comma(wasted(finding, '已流失约'))}，${advice.zh}。`,
    en: `${at.en}: water flows all night${commaEn(rateEn)} since ${from.en}${commaEn(wasted(finding, 'lost so far, estimated'))}. ${advice.en}.`,
  };
}

/**
 * What such a flow usually is: a running cistern loses about 30 L/h (EPA WaterSense: 200 gallons a day), a stuck one more than
 * 100 L/h; from 600 L/h on a pipe or a flush valve is open.
 */
function leakAdvice(lph: number): Sentence {
  if (lph >= 600)
    return {
      zh: '可能是爆管或冲洗阀卡住，请先关阀再检查',
      en: 'A burst pipe or a stuck flush valve is likely: close the valve, then look',
    };
  if (lph >= 20) return { zh: '请检查冲水箱和龙头', en: 'Please check cisterns and taps' };
  return { zh: '可能是龙头或水箱滴漏，请检查', en: 'A dripping tap or cistern is likely, please check' };
}

function where({ meter, building, space }: AlertPlace): Sentence {
  const zh = [building?.name];
  const en = [building && nameEn(building)];
  if (space) {
    zh.push(floorZh(space.floor));
    en.push(`floor ${space.floor}`);
    if (space.function !== 'floor') {
      zh.push(space.name);
      en.push(nameEn(space));
    }
  } else if (!building) {
    zh.push(meter.name);
    en.push(nameEn(meter));
  }
  const present = (part: string | undefined) => part !== undefined;
  // A space between a digit and what follows, none between Chinese characters.
  const place = zh.filter(present).join(' ');
  return { zh: /[0-9A-Za-z]$/.test(place) ? `${place} ` : place, en: en.filter(present).join(', ') };
}

const DIGITS = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

function floorZh(floor: number): string {
  if (floor < 0) return `地下${DIGITS[-floor] ?? -floor}层`;
  return `${DIGITS[floor] ?? floor}楼`;
}

function about(rate: Finding['rate']): Sentence {
  if (!rate) return { zh: '', en: '' };
  const text = `${threeDigits(rate.value)} ${rate.unit}`;
  return { zh: `约 ${text}`, en: `about ${text}` };
}

function wasted({ wasted: amount }: Finding, word: string): string {
  if (!amount || amount.value <= 0) return '';
  const text = `${threeDigits(amount.value)} ${amount.unit}`;
  return /^[a-z]/.test(word) ? `${text} ${word}` : `${word} ${text}`;
}
