import type { DailyModel } from '../analysis/savings/daily-model.ts';
import type { FolderSaving, Question } from './folder-saving.ts';

/** One JSON object. `refused` is null where a saving can be told; where it cannot, `savedPercent` and `interval` are null. */
export function toJson({ meter, baseline, reporting }: Question, { outcome, model, unit, timeZone, filledDays }: FolderSaving) {
  const isTold = outcome.kind === 'compared';
  return {
    savedPercent: isTold ? round(outcome.savedPercent, 2) : null,
    interval: isTold ? outcome.interval.map((edge) => round(edge, 2)) : null,
    level: isTold ? outcome.level : null,
    isClear: isTold ? outcome.isClear : null,
    model: model && modelView(model, unit),
    refused: isTold ? null : outcome.why.en,
    refusedCode: isTold ? null : outcome.code,
    meter,
    unit,
    timeZone,
    baseline: { ...baseline, days: model?.quality.days ?? null },
    reporting: {
      ...reporting,
      days: isTold ? outcome.days : null,
      of: isTold ? outcome.spanDays : null,
      extrapolated: isTold ? round(outcome.extrapolated, 3) : null,
    },
    expected: isTold ? round(outcome.expected, 3) : null,
    actual: isTold ? round(outcome.actual, 3) : null,
    filledDays,
  };
}

function modelView({ weather, days, heatingC, coolingC, lines, quality }: DailyModel, unit: string) {
  return {
    kind: weather,
    days,
    unit: `${unit}/day`,
    heatingC,
    coolingC,
    lines: lines.map((line) => ({
      ...line,
      base: round(line.base, 4),
      heatingPerK: round(line.heatingPerK, 4),
      coolingPerK: round(line.coolingPerK, 4),
    })),
    r2: round(quality.r2, 4),
    cvrmse: round(quality.cvrmse, 4),
    crossCvrmse: round(quality.crossCvrmse, 4),
    autocorrelation: round(quality.autocorrelation, 3),
    daysUsed: quality.days,
    outliers: quality.outliers,
    parameters: quality.parameters,
  };
}

const round = (value: number, digits: number) => Number(value.toFixed(digits));

const amount = (value: number) => Number(value.toPrecision(5)).toLocaleString('en-US');

const KINDS = { flat: 'weather plays no part', heating: 'heating', cooling: 'cooling', both: 'heating and cooling' } as const;
const DAYS = { alike: 'all days alike', own_levels: 'levels by kind of day', own_slopes: 'lines by kind of day' } as const;

/** The same for a person. */
export function toWords({ meter, baseline, reporting }: Question, { outcome, model, unit, timeZone, filledDays }: FolderSaving): string {
  const spans = `${meter}: baseline ${baseline.from} to ${baseline.to}, reporting ${reporting.from} to ${reporting.to} (days of ${timeZone})`;
  const lines = [spans];
  if (model) {
    const { r2, cvrmse, days, outliers } = model.quality;
    const points = [
      model.heatingC === null ? [] : `heating below ${model.heatingC} °C`,
      model.coolingC === null ? [] : `cooling above ${model.coolingC} °C`,
    ];
    const what = [KINDS[model.weather], DAYS[model.days], ...points.flat()].join(', ');
    lines.push(
      `model: ${what}; ${days} days, R² ${r2.toFixed(2)}, CV(RMSE) ${(cvrmse * 100).toFixed(0)} %, ${outliers} days left out as far off`,
    );
  }
  if (filledDays > 0) lines.push(`${filledDays} days lacked up to a tenth of their readings, which was taken as the rest of the day`);
  if (outcome.kind === 'refused') return [...lines, `no saving can be told: ${outcome.why.en}`].join('\n');
  const { expected, actual, savedPercent, interval, level, days, spanDays, extrapolated, isClear } = outcome;
  lines.push(
    `${days} of ${spanDays} days compared, ${(extrapolated * 100).toFixed(1)} % of them colder or warmer than any of the baseline`,
  );
  lines.push(`expected ${amount(expected)} ${unit}, used ${amount(actual)} ${unit}`);
  const range = `${interval[0].toFixed(1)} to ${interval[1].toFixed(1)} % at ${level * 100} %`;
  const claim = isClear
    ? `${Math.abs(savedPercent).toFixed(1)} % ${savedPercent > 0 ? 'saved' : 'more used'} (${range})`
    : `no change can be told: ${savedPercent.toFixed(1)} % (${range}), zero is within`;
  return [...lines, claim].join('\n');
}
