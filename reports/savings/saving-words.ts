import type { Comparison } from '../../analysis/savings/compare-with-model.ts';
import type { DailyModel } from '../../analysis/savings/daily-model.ts';
import { MEDIUM_FACTS } from '../../domain/medium.ts';
import type { Measure } from '../../domain/measure.ts';
import { type Sentence, threeDigits } from '../../domain/words.ts';
import type { MeasureSaving } from './measure-saving.ts';

const WEATHER: Record<DailyModel['weather'], Sentence> = {
  flat: { zh: '与气温无关', en: 'not moved by the weather' },
  heating: { zh: '采暖变点', en: 'a heating change point' },
  cooling: { zh: '制冷变点', en: 'a cooling change point' },
  both: { zh: '采暖与制冷变点', en: 'change points of heating and cooling' },
};
const percent = (share: number) => `${Math.round(share * 100)} %`;

/** 「节约」 is said only beside the method that it was found by (domain note 6.2). */
export function methodWords({ weather, days, heatingC, coolingC, quality }: DailyModel): Sentence {
  const points = [
    ...(heatingC === null ? [] : [{ zh: `低于 ${heatingC} °C 采暖`, en: `heating below ${heatingC} °C` }]),
    ...(coolingC === null ? [] : [{ zh: `高于 ${coolingC} °C 制冷`, en: `cooling above ${coolingC} °C` }]),
  ];
  const kinds = days === 'alike' ? { zh: '各类日期相同', en: 'all days alike' } : { zh: '分日期类型', en: 'by kind of day' };
  const zh = [WEATHER[weather].zh, ...points.map((point) => point.zh), kinds.zh].join('，');
  const en = [WEATHER[weather].en, ...points.map((point) => point.en), kinds.en].join(', ');
  const { days: count, r2, cvrmse } = quality;
  return {
    zh: `基线日模型：${zh}；${count} 天，R² ${r2.toFixed(2)}，CV(RMSE) ${percent(cvrmse)}`,
    en: `daily baseline model: ${en}; ${count} days, R² ${r2.toFixed(2)}, CV(RMSE) ${percent(cvrmse)}`,
  };
}

/** What came of a measure, with how sure that is; or why nothing can be said. */
export function savingWords({ medium }: Pick<Measure, 'medium'>, { outcome }: MeasureSaving): Sentence {
  return outcome.kind === 'refused' ? outcome.why : comparedWords(outcome, MEDIUM_FACTS[medium].unit);
}

function comparedWords({ savedPercent, interval, level, isClear, expected, actual, days }: Comparison, unit: string): Sentence {
  const of = (value: number) => value.toFixed(1).replace('-', '−');
  const amount = `${threeDigits(Math.abs(expected - actual))} ${unit}`;
  const saved = `${of(Math.abs(savedPercent))} %`;
  const [low, high] = savedPercent > 0 ? interval : [-interval[1], -interval[0]];
  const sure = percent(level);
  const range = { zh: `${sure} 区间 ${of(low)} 至 ${of(high)} %`, en: `${sure} interval ${of(low)} to ${of(high)} %` };
  if (!isClear) {
    const [lowest, highest] = interval;
    return {
      zh: `${days} 天里看不出变化：估计 ${of(savedPercent)} %，${sure} 区间 ${of(lowest)} 至 ${of(highest)} %，含零。`,
      en: `Over ${days} days no change can be told: estimate ${of(savedPercent)} %, ${sure} interval ${of(lowest)} to ${of(highest)} %, zero within.`,
    };
  }
  return savedPercent > 0
    ? {
        zh: `${days} 天里比基线模型节约 ${saved}，约 ${amount}（${range.zh}）。`,
        en: `Over ${days} days ${saved} less than the baseline model expects, about ${amount} saved (${range.en}).`,
      }
    : {
        zh: `${days} 天里比基线模型多用 ${saved}，约 ${amount}（${range.zh}）。`,
        en: `Over ${days} days ${saved} more than the baseline model expects, about ${amount} (${range.en}).`,
      };
}
