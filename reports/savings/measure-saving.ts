import { compareWithModel, type CompareOutcome } from '../../analysis/savings/compare-with-model.ts';
import type { DailyModel } from '../../analysis/savings/daily-model.ts';
import type { DayPoint } from '../../analysis/savings/day-point.ts';
import { fitDaily } from '../../analysis/savings/fit-daily.ts';
import { refuse } from '../../analysis/savings/refusals.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import type { Measure } from '../../domain/measure.ts';
import { dayPoints, type SavingDeps } from './day-points.ts';

export interface MeasureDeps extends SavingDeps {
  /** What finds the usual day of a baseline, if need be from memory. Absent: found anew. */
  fit?: typeof fitDaily;
}

export interface MeasureSaving {
  outcome: CompareOutcome;
  /** Null when the baseline carries none. */
  model: DailyModel | null;
  /** Days of both periods as far as they are over. */
  baseline: DayPoint[];
  reporting: DayPoint[];
}

/** What a measure saved until now, from the school's own days, calendar and weather. Nothing of it is kept. */
export async function measureSaving(
  deps: MeasureDeps,
  view: SiteView,
  measure: Pick<Measure, 'scope' | 'medium' | 'baseline' | 'reporting'>,
): Promise<MeasureSaving> {
  const { fit: fitBaseline = fitDaily } = deps;
  const { baseline: before, reporting: after, medium } = measure;
  const today = view.local.dayOf(deps.now);
  const end = (to: string | null) => (to === null || to > today ? today : to);
  const of = async (from: string, to: string) => (from < to ? dayPoints(deps, view, measure, from, to) : []);
  const [baseline, reporting] = [await of(before.from, end(before.to)), await of(after.from, end(after.to))];
  if (!baseline || !reporting) return { outcome: refuse.noMeter(), model: null, baseline: [], reporting: [] };
  const fit = fitBaseline(baseline, { usesWeather: medium !== 'water' });
  if (fit.kind === 'refused') return { outcome: fit, model: null, baseline, reporting };
  return { outcome: compareWithModel(fit.model, reporting), model: fit.model, baseline, reporting };
}
