import { round } from '../../consumption/tally.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { measureSaving } from '../savings/measure-saving.ts';
import { methodWords, savingWords } from '../savings/saving-words.ts';
import type { MonthDeps } from './deps.ts';
import type { MonthReport } from './schema.ts';
import type { MonthSpans } from './spans.ts';

type Deps = Pick<MonthDeps, 'records'> & { now: number };

/** This month's electricity against what a model of the twelve months before expects of its weather and its days. */
export async function loadAdjusted(deps: Deps, view: SiteView, { thirteen, month }: MonthSpans): Promise<MonthReport['adjusted']> {
  const baseline = { from: thirteen.from, to: month.from };
  const { outcome, model: fitted } = await measureSaving(deps, view, {
    scope: { kind: 'site' },
    medium: 'electricity',
    baseline,
    reporting: month,
  });
  const model = fitted && {
    kind: fitted.weather,
    r2: round(fitted.quality.r2),
    cvrmse: round(fitted.quality.cvrmse),
    days: fitted.quality.days,
  };
  if (outcome.kind === 'refused') return { yoy: null, interval: null, model, refused: outcome.why };
  const [low, high] = outcome.interval;
  return { yoy: share(-outcome.savedPercent), interval: [share(-high), share(-low)], model, refused: null };
}

/** What measures saved up to the end of the month; those that began later are not in it. */
export async function loadSavings(deps: Deps, view: SiteView, { month }: MonthSpans): Promise<MonthReport['savings']> {
  const measures = (await deps.records.measures.list(view.id)).filter(({ reporting }) => reporting.from < month.to);
  const savings: MonthReport['savings'] = [];
  for (const measure of measures) {
    const { from, to } = measure.reporting;
    const found = await measureSaving(deps, view, { ...measure, reporting: { from, to: to === null || to > month.to ? month.to : to } });
    const { outcome, model } = found;
    const isKnown = outcome.kind === 'compared' && model !== null;
    savings.push({
      measure: measure.id,
      name: measure.name,
      method: model ? methodWords(model) : savingWords(measure, found),
      percent: isKnown ? round(outcome.savedPercent) : null,
      interval: isKnown ? [round(outcome.interval[0]), round(outcome.interval[1])] : null,
      refused: outcome.kind === 'refused' ? outcome.why : null,
    });
  }
  return savings;
}

const share = (percent: number) => round(percent / 100);
