import type { Sentence } from '../../domain/words.ts';
import type { Refusal, RefusalCode } from './daily-model.ts';

const refusal = (code: RefusalCode, zh: string, en: string): Refusal => ({ kind: 'refused', code, why: { zh, en } satisfies Sentence });
const percent = (share: number) => `${Math.round(share * 100)} %`;

/** Why no saving is told, with what would be needed. */
export const refuse = {
  baselineShort: (days: number, needed: number) =>
    refusal(
      'baseline_short',
      `基线期只有 ${days} 天，至少需要 ${needed} 天，最好为一整年。`,
      `The baseline has ${days} days; ${needed} are needed, a whole year is best.`,
    ),
  baselineGaps: (known: number, days: number) =>
    refusal(
      'baseline_gaps',
      `基线期 ${days} 天中只有 ${known} 天数据完整，至少需要 90 %。`,
      `Of the ${days} days of the baseline only ${known} are known whole; 90 % are needed.`,
    ),
  baselineZero: () =>
    refusal('baseline_zero', `基线期没有用量，无从比较。`, `Nothing was used in the baseline: there is nothing to compare with.`),
  noTemperature: (known: number, days: number) =>
    refusal(
      'no_temperature',
      `${days} 天中只有 ${known} 天既有用量又有室外温度，至少需要 90 %。请补充天气数据。`,
      `Of ${days} days only ${known} have both an amount and an outdoor temperature; 90 % are needed. Add the missing weather.`,
    ),
  reportingShort: (days: number, needed: number) =>
    refusal(
      'reporting_short',
      `报告期目前只有 ${days} 天数据完整，至少需要 ${needed} 天。`,
      `The reporting period has ${days} days that are known whole so far; ${needed} are needed.`,
    ),
  reportingGaps: (known: number, days: number) =>
    refusal(
      'reporting_gaps',
      `报告期 ${days} 天中只有 ${known} 天数据完整，至少需要 90 %。`,
      `Of the ${days} days of the reporting period only ${known} are known whole; 90 % are needed.`,
    ),
  seasons: (days: number, of: number) =>
    refusal(
      'seasons',
      `报告期 ${of} 天中有 ${days} 天所在的季节，基线期数据不足（前后各 45 天内至少需要 45 天），无法区分季节与节约。`,
      `For ${days} of the ${of} days of the reporting period the baseline does not know the season (45 days within 45 days before or after are needed): a season cannot be told from a saving.`,
    ),
  dayKinds: (days: number, of: number) =>
    refusal(
      'day_kinds',
      `报告期 ${of} 天中有 ${days} 天的日期类型（如假期）在基线期不足 10 天，无法比较。`,
      `${days} of the ${of} days of the reporting period are of a kind (such as vacation) of which the baseline has fewer than 10 days.`,
    ),
  tooColdOrWarm: (share: number) =>
    refusal(
      'too_cold_or_warm',
      `报告期 ${percent(share)} 的日子比基线期任何一天都更冷或更热，模型不能外推这么多（最多 10 %）。`,
      `${percent(share)} of the days of the reporting period were colder or warmer than any of the baseline; at most 10 % can be told from it.`,
    ),
  tooScattered: (cvrmse: number, most: number) =>
    refusal(
      'too_scattered',
      `基线期各天相差太大（CV(RMSE) ${percent(cvrmse)}，最多 ${percent(most)}），模型不能说明平常一天的用量。`,
      `The days of the baseline differ too much (CV(RMSE) ${percent(cvrmse)}, at most ${percent(most)}): the model does not tell what a usual day takes.`,
    ),
  noMeter: () =>
    refusal('no_meter', `这里没有该种能源的总表或分表，没有数据可比。`, `There is no meter of this medium here: nothing to compare.`),
};
