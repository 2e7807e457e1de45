import { compareWithModel } from '../analysis/savings/compare-with-model.ts';
import type { Comparison } from '../analysis/savings/compare-with-model.ts';
import type { DailyModel, Refusal } from '../analysis/savings/daily-model.ts';
import { type DayPoint, kindOfDay } from '../analysis/savings/day-point.ts';
import { fitDaily } from '../analysis/savings/fit-daily.ts';
import { openReadings } from '../backtest/folder.ts';
import { createCalendar } from '../domain/calendar.ts';
import { addDays, createLocalTime, daysBetween } from '../domain/local-time.ts';
import { weatherOf } from '../domain/weather.ts';
import { dayAmounts } from './day-amounts.ts';
import { loadMeter } from './meter-series.ts';

/** Local days, half open. */
export interface Span {
  from: string;
  to: string;
}

export interface Question {
  directory: string;
  meter: string;
  baseline: Span;
  reporting: Span;
  readings?: string | undefined;
  meters?: string | undefined;
  timeZone?: string | undefined;
}

export interface FolderSaving {
  outcome: Comparison | Refusal;
  /** Null when the baseline gave none. */
  model: DailyModel | null;
  unit: string;
  timeZone: string;
  /** Days of which up to a tenth was missing. */
  filledDays: number;
}

/** @throws FolderError for a mistake in the folder, or a meter that it does not have */
export async function savingInFolder(question: Question): Promise<FolderSaving> {
  const folder = openReadings(question.directory, question);
  const series = await loadMeter(folder, question.meter, question.timeZone);
  const local = createLocalTime(series.timeZone);
  const calendar = createCalendar(folder.calendar);
  const weather = weatherOf(folder.weather, []);
  let filledDays = 0;

  function pointsOf({ from, to }: Span): DayPoint[] {
    const { amounts, filled } = dayAmounts(series, local, from, to);
    filledDays += filled.size;
    return daysBetween(from, to).map((day) => ({
      day,
      amount: amounts.get(day) ?? null,
      meanC: weather.mean(local.startOfDay(day), local.startOfDay(addDays(day, 1))) ?? null,
      kind: kindOfDay(calendar.dayType(day), day),
    }));
  }

  const [baseline, reporting] = [pointsOf(question.baseline), pointsOf(question.reporting)];
  const facts = { unit: series.unit, timeZone: series.timeZone, filledDays };
  const fit = fitDaily(baseline, { usesWeather: series.medium !== 'water' });
  if (fit.kind === 'refused') return { outcome: fit, model: null, ...facts };
  return { outcome: compareWithModel(fit.model, reporting), model: fit.model, ...facts };
}
