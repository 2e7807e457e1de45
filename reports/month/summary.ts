import { counted } from '../../alerts/digest/amounts.ts';
import { addDays, daysBetween } from '../../domain/local-time.ts';
import type { Sentence } from '../../domain/words.ts';
import {
  amountText,
  amountWords,
  changeWords,
  coverageText,
  joined,
  LAST_MONTH,
  LAST_YEAR,
  moneyText,
  percentText,
  sentenceFrom,
} from './number-words.ts';
import type { Indicator, MonthReport } from './schema.ts';

type Told = Omit<MonthReport, 'summary' | 'changes'>;
type Code = Indicator['code'];

/** The month in five sentences (domain note 6.2): electricity, water, what its days and weather make of it, nights and leaks, quotas and data. */
export function summaryOf(report: Told): Sentence[] {
  return [
    mediumSentence(report, 'electricity', { zh: '用电', en: 'Electricity' }, { zh: '电费', en: 'it cost' }),
    mediumSentence(report, 'water', { zh: '用水', en: 'Water' }, { zh: '水费', en: 'it cost' }),
    normalisedSentence(report),
    nightSentence(report),
    quotaSentence(report),
  ];
}

const rowOf = ({ indicators }: Pick<Told, 'indicators'>, code: Code) => indicators.find((row) => row.code === code);

function mediumSentence(report: Told, code: 'electricity' | 'water', name: Sentence, costs: Sentence): Sentence {
  const row = rowOf(report, code);
  const used = row && amountWords(row.month, row.unit);
  if (!row || !used) {
    const why = row?.month.why;
    return sentenceFrom({
      zh: `本月${name.zh}量未知${why ? `（${why.zh}）` : ''}`,
      en: `${name.en}: not known${why ? ` (${why.en})` : ''}`,
    });
  }
  const partly = row.month.why;
  const amount = {
    zh: `本月${name.zh} ${used.zh}${partly ? `（${partly.zh}）` : ''}`,
    en: `${name.en} ${used.en}${partly ? ` (${partly.en})` : ''}`,
  };
  return sentenceFrom(
    joined(amount, yoyWords(report, row), row.mom !== null && changeWords(row.mom, LAST_MONTH)),
    costWords(report, code, costs),
  );
}

/** Never without the teaching days of both months. */
function yoyWords({ days: { teaching } }: Told, { yoy, lastYear }: Indicator): Sentence {
  if (yoy === null) {
    return lastYear.value === null
      ? { zh: '没有上年同期数据可比', en: 'nothing is known of the same month last year' }
      : { zh: '数据不全，不作同比', en: 'not compared with last year: too little is known' };
  }
  const change = changeWords(yoy, LAST_YEAR);
  return {
    zh: `${change.zh}（教学日 ${teaching.month} 天，上年同期 ${teaching.lastYear} 天）`,
    en: `${change.en} (${counted(teaching.month, 'teaching day')} against ${teaching.lastYear})`,
  };
}

function costWords(report: Told, code: 'electricity' | 'water', words: Sentence): Sentence {
  const cost = rowOf(report, `${code}_cost`)?.month;
  if (cost && cost.value !== null) {
    const text = moneyText(cost.value);
    const [zh, en] = cost.isEstimated ? ['（估）', ' (estimated)'] : ['', ''];
    return { zh: `${words.zh} ${text} 元${zh}`, en: `${words.en} ${text} yuan${en}` };
  }
  const why = cost?.why;
  return {
    zh: `${words.zh}未知${why ? `（${inside(why.zh)}）` : ''}`,
    en: `its cost is not known${why ? ` (${inside(why.en)})` : ''}`,
  };
}

function normalisedSentence({ days: { teaching }, perTeachingDay, adjusted }: Told): Sentence {
  const electricity = amountWords(perTeachingDay.electricity.month, 'kWh');
  const water = amountWords(perTeachingDay.water.month, 'm³');
  const perDay =
    electricity || water
      ? {
          zh: `教学日 ${teaching.month} 天，平均每个教学日${joined(electricity && { zh: `用电 ${electricity.zh}`, en: '' }, water && { zh: `用水 ${water.zh}`, en: '' }).zh}`,
          en: `${counted(teaching.month, 'teaching day')}: ${[electricity?.en, water?.en].filter(Boolean).join(' and ')} for each of them`,
        }
      : { zh: `教学日 ${teaching.month} 天`, en: counted(teaching.month, 'teaching day') };
  return sentenceFrom(perDay, adjustedWords(adjusted));
}

/** A sentence in brackets. */
const inside = (sentence = '') => sentence.replace(/[。.]$/, '');

/** Only with the quality of its model. */
function adjustedWords({ yoy, interval, model, refused }: Told['adjusted']): Sentence {
  if (yoy === null || !interval || !model) {
    return { zh: `不作气温修正（${inside(refused?.zh)}）`, en: `not adjusted for the weather (${inside(refused?.en)})` };
  }
  const [low, high] = interval;
  const sign = (share: number) => `${share < 0 ? '−' : '+'}${percentText(share)}`;
  return {
    zh: `按气温和日历修正后，用电与前十二个月的模型相比 ${sign(yoy)}（90 % 区间 ${sign(low)} 至 ${sign(high)}；模型 R² = ${model.r2.toFixed(2)}，CV(RMSE) = ${percentText(model.cvrmse)}，仅供参考）`,
    en: `adjusted for weather and days, electricity is ${sign(yoy)} against the model of the twelve months before (90 % interval ${sign(low)} to ${sign(high)}; model R² = ${model.r2.toFixed(2)}, CV(RMSE) = ${percentText(model.cvrmse)}; for orientation only)`,
  };
}

function nightSentence({ airConditioners: rooms, avoided, leaks }: Told): Sentence {
  const nights = rooms
    ? {
        zh: `夜间清单发现空调未关 ${rooms.found} 间次，已关 ${rooms.off}（表已确认 ${rooms.confirmedOff}），误报 ${rooms.falseAlarms}`,
        en: `the night lists found ${counted(rooms.found, 'room')} with the air conditioning on: ${rooms.off} switched off (${rooms.confirmedOff} confirmed by the meter), ${counted(rooms.falseAlarms, 'false alarm')}`,
      }
    : { zh: '本月没有生成夜间清单', en: 'no night list was made' };
  const less = avoided && {
    zh: `巡查关闭后少用约 ${amountText(avoided.kwh)} kWh，约 ${moneyText(avoided.yuan)} 元（估）`,
    en: `about ${amountText(avoided.kwh)} kWh avoided by the rounds, about ${moneyText(avoided.yuan)} yuan (estimated)`,
  };
  const found =
    leaks.found === 0
      ? { zh: '没有发现漏水', en: 'no leak was found' }
      : {
          zh: `漏水 ${leaks.found} 处，已修复 ${leaks.repaired} 处`,
          en: `${counted(leaks.found, 'leak')}, ${leaks.repaired} repaired`,
        };
  const stopped = leaks.stoppedM3PerDay !== null && {
    zh: `每天止住约 ${amountText(leaks.stoppedM3PerDay)} m³（估）`,
    en: `about ${amountText(leaks.stoppedM3PerDay)} m³ a day stopped (estimated)`,
  };
  const { zh, en } = sentenceFrom(joined(nights, less), joined(found, stopped));
  return { zh, en: en.charAt(0).toUpperCase() + en.slice(1) };
}

function quotaSentence(report: Told): Sentence {
  const used = report.indicators.flatMap(({ code, name, progress }) => (progress === null ? [] : [{ code, name, progress }]));
  const due = percentText(yearShare(report.month));
  const quotas =
    used.length === 0
      ? { zh: '没有批准的年度配额', en: 'No yearly quota is approved' }
      : {
          zh: `年度配额已用：${used.map(({ name, progress }) => `${name.zh} ${percentText(progress)}`).join('，')}（时间进度 ${due}）`,
          en: `Of the yearly quotas used: ${used.map(({ name, progress }) => `${name.en.toLowerCase()} ${percentText(progress)}`).join(', ')} (${due} of the year is over)`,
        };
  return sentenceFrom(quotas, coverageWords(report));
}

function coverageWords({ indicators }: Told): Sentence | null {
  const known = indicators.filter(({ code, month }) => (code === 'electricity' || code === 'water') && month.coverage !== null);
  if (known.length === 0) return null;
  return {
    zh: `数据完整率：${known.map(({ name, month }) => `${name.zh} ${coverageText(month.coverage!)}`).join('，')}`,
    en: `known of the data: ${known.map(({ name, month }) => `${name.en.toLowerCase()} ${coverageText(month.coverage!)}`).join(', ')}`,
  };
}

/** How much of the year is over at the end of a month. */
export function yearShare(month: string): number {
  const year = month.slice(0, 4);
  const [first, next] = [`${year}-01-01`, `${Number(year) + 1}-01-01`];
  const end = addDays(`${month}-28`, 4).slice(0, 7);
  return daysBetween(first, `${end}-01`).length / daysBetween(first, next).length;
}
