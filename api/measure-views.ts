import type { DayPoint } from '../analysis/savings/day-point.ts';
import type { SiteView } from '../consumption/site-view.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import type { Measure } from '../domain/measure.ts';
import type { MeasureSaving } from '../reports/savings/measure-saving.ts';
import { methodWords, savingWords } from '../reports/savings/saving-words.ts';
import { round } from '../consumption/tally.ts';
import { toNamedScope } from './named-scopes.ts';
import { Unprocessable } from './problems.ts';
import { checkWhole, checkWholeScope } from './reached.ts';
import type { MeasureQuestion, MeasureView, SavingDay, SavingDetail, SavingView } from './schemas/measures.ts';

type MeasureScope = Measure['scope'];

/** A building or school of which somebody reaches a part only has another sum for him: it is not shown. */
export function reachesMeasure(view: SiteView, scope: MeasureScope): boolean {
  if (view.isWhole) return true;
  if (scope.kind === 'building') return view.hasWholeBuildings && view.buildings.has(scope.id);
  return scope.kind === 'meter' && view.meters.has(scope.id);
}

/** @throws NotFound for a place that is not there, Unprocessable for spans that cannot be compared, Refused for a place that is not all reached */
export function checkMeasure(view: SiteView, { scope, medium, baseline, reporting }: MeasureQuestion): void {
  if (scope.kind === 'site') checkWhole(view, 'a measure of the school');
  else {
    toNamedScope(view, scope);
    checkWholeScope(view, scope);
  }
  const errors: { path: string; message: string }[] = [];
  if (baseline.to <= baseline.from)
    errors.push({
      path: 'body.baseline.to',
      message: `must be after 'from' (${baseline.from}), because it is excluded (got '${baseline.to}')`,
    });
  if (reporting.from < baseline.to) {
    errors.push({
      path: 'body.reporting.from',
      message: `must not be before the end of the baseline (${baseline.to}; got '${reporting.from}')`,
    });
  }
  if (reporting.to !== null && reporting.to <= reporting.from) {
    errors.push({
      path: 'body.reporting.to',
      message: `must be after 'from' (${reporting.from}), because it is excluded (got '${reporting.to}')`,
    });
  }
  const counted = scope.kind === 'meter' ? view.meter(scope.id).medium : medium;
  if (counted !== medium)
    errors.push({ path: 'body.medium', message: `meter '${scope.kind === 'meter' ? scope.id : ''}' counts ${counted} (got '${medium}')` });
  if (errors.length > 0) throw new Unprocessable(...errors);
}

export function toMeasureView(view: SiteView, { site: _, ...measure }: Measure): MeasureView {
  const { scope } = measure;
  const { name, nameEn } = toNamedScope(view, scope.kind === 'site' ? { kind: 'site', id: view.id } : scope);
  return { ...measure, scopeName: { name, nameEn } };
}

export function toSavingView(measure: Pick<Measure, 'medium'>, saving: MeasureSaving): SavingView {
  const { outcome, model } = saving;
  const told = outcome.kind === 'compared' ? outcome : null;
  return {
    words: savingWords(measure, saving),
    refused: outcome.kind === 'refused' ? outcome.code : null,
    percent: told && round(told.savedPercent),
    interval: told && [round(told.interval[0]), round(told.interval[1])],
    level: told && told.level,
    isClear: told && told.isClear,
    expected: told && round(told.expected),
    actual: told && round(told.actual),
    unit: MEDIUM_FACTS[measure.medium].unit,
    days: told && told.days,
    spanDays: told && told.spanDays,
    extrapolated: told && round(told.extrapolated),
    method: model && methodWords(model),
    model: model && {
      weather: model.weather,
      heatingC: model.heatingC,
      coolingC: model.coolingC,
      lines: model.lines.map((line) => ({
        ...line,
        base: round(line.base),
        heatingPerK: round(line.heatingPerK),
        coolingPerK: round(line.coolingPerK),
      })),
      days: model.quality.days,
      outliers: model.quality.outliers,
      r2: round(model.quality.r2),
      cvrmse: round(model.quality.cvrmse),
    },
  };
}

export function toSavingDetail(view: SiteView, measure: Pick<Measure, 'medium'>, saving: MeasureSaving): SavingDetail {
  const { outcome } = saving;
  const expected = new Map(outcome.kind === 'compared' ? outcome.series.map((day) => [day.day, day.expected]) : []);
  const toDay = ({ day, amount, meanC, kind }: DayPoint): SavingDay => {
    const known = expected.get(day) ?? null;
    return { day, at: view.local.startOfDay(day), actual: amount, expected: known && round(known), meanC: meanC && round(meanC), kind };
  };
  return { saving: toSavingView(measure, saving), baseline: saving.baseline.map(toDay), reporting: saving.reporting.map(toDay) };
}
