import { type Meter, ratioAt } from './site.ts';
import { type Sentence, threeDigits } from './words.ts';

/** What a meter can show at all (domain note 4.4, 4.5). Null: not a meter of that medium. */
export interface DetectionLimit {
  /** Smallest constant flow that is seen in a night, L/h. */
  minDetectableLph: number | null;
  /** Smallest step of power from register differences over an hour, kW. */
  minDetectableKw: number | null;
  /** What follows from it, for people. */
  sentence: Sentence;
}

/** Hours of the minimum night flow on a campus, 02:00–05:00. */
export const NIGHT_HOURS = 3;

/** Typical leaks, L/h (domain note 4.3): a drop a second; 200 US gal/d; 20 of 40 cisterns at 2.3 m³/h; 20 L/min under an office. */
export const LEAKS_LPH = { drippingTap: 1.3, runningToilet: 31.5, faultyCistern: 115, burst: 1200 } as const;

const LEAK_WORDS: Record<keyof typeof LEAKS_LPH, Sentence> = {
  drippingTap: { zh: '滴水龙头（1.3 L/h）', en: 'a dripping tap (1.3 L/h)' },
  runningToilet: { zh: '马桶常流水（31.5 L/h）', en: 'a running toilet (31.5 L/h)' },
  faultyCistern: { zh: '冲水箱故障（115 L/h）', en: 'a faulty cistern (115 L/h)' },
  burst: { zh: '爆管（1,200 L/h）', en: 'a burst pipe (1,200 L/h)' },
};

/** What one air-conditioner takes, kW: a throttled inverter to a full fixed-speed unit (domain note 5.3, D2). */
const ONE_AC_KW = { least: 1, most: 2.2 };

/** Litres of one pulse, or of the smallest step of the register, with the ratio of an instant. */
export const pulseLitres = (meter: Pick<Meter, 'resolution' | 'ratios'>, at: number) => meter.resolution * ratioAt(meter, at) * 1000;

/**
 * Smallest constant flow that a water meter shows over a stretch: max(Q1, 2 pulses ÷ stretch). Below Q1 a meter may stand still.
 *
 * @param hours length of the stretch
 * @returns     L/h
 * @see         domain note 4.4; OIML R 49 for Q1
 */
export function minDetectableLph(meter: Pick<Meter, 'resolution' | 'ratios' | 'q1Lph'>, at: number, hours = NIGHT_HOURS): number {
  return Math.max(meter.q1Lph ?? 0, (2 * pulseLitres(meter, at)) / hours);
}

/**
 * What a meter can show at an instant, and what stays hidden from it.
 *
 * @example detectionLimitOf({ medium: 'water', resolution: 0.1, q1Lph: 1000, … }, at).minDetectableLph // 1000: no running toilet
 */
export function detectionLimitOf(meter: Pick<Meter, 'medium' | 'resolution' | 'ratios' | 'q1Lph'>, at: number): DetectionLimit {
  if (meter.medium === 'water') {
    const lph = minDetectableLph(meter, at);
    return { minDetectableLph: lph, minDetectableKw: null, sentence: waterSentence(lph) };
  }
  if (meter.medium === 'electricity') {
    const kw = meter.resolution * ratioAt(meter, at);
    return { minDetectableLph: null, minDetectableKw: kw, sentence: electricitySentence(kw) };
  }
  return { minDetectableLph: null, minDetectableKw: null, sentence: { zh: '没有检出限。', en: 'No detection limit.' } };
}

function waterSentence(lph: number): Sentence {
  const leaks = Object.keys(LEAKS_LPH) as (keyof typeof LEAKS_LPH)[];
  const limit = {
    zh: `夜间低于 ${threeDigits(lph)} L/h 的水流看不出来`,
    en: `At night flows below ${threeDigits(lph)} L/h cannot be seen`,
  };
  const hidden = leaks.filter((leak) => LEAKS_LPH[leak] < lph);
  if (hidden.length === 0) return { zh: `${limit.zh}，常见漏水都能看到。`, en: `${limit.en}; all common leaks show.` };
  return {
    zh: `${limit.zh}：${hidden.map((leak) => LEAK_WORDS[leak].zh).join('、')}。`,
    en: `${limit.en}: ${hidden.map((leak) => LEAK_WORDS[leak].en).join(', ')}.`,
  };
}

function electricitySentence(kw: number): Sentence {
  const step = { zh: `按小时电量看，最小功率差 ${threeDigits(kw)} kW`, en: `Hourly energy shows power in steps of ${threeDigits(kw)} kW` };
  if (kw >= ONE_AC_KW.most)
    return { zh: `${step.zh}，一台空调（1–2.2 kW）看不出来。`, en: `${step.en}: one air-conditioner (1–2.2 kW) cannot be seen.` };
  if (kw >= ONE_AC_KW.least)
    return { zh: `${step.zh}，一台空调（1–2.2 kW）不一定看得出来。`, en: `${step.en}: one air-conditioner (1–2.2 kW) may stay hidden.` };
  return { zh: `${step.zh}，一台空调（1–2.2 kW）看得出来。`, en: `${step.en}: one air-conditioner (1–2.2 kW) shows.` };
}
