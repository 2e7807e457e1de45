import { randomUUID } from 'node:crypto';
import type { Clock } from '../domain/clock.ts';
import {
  type Correction,
  type CorrectionDesk,
  type CorrectionEffect,
  isSameMatter,
  spanOf,
  type Statement,
  StatementRefused,
  withStatements,
} from '../domain/correction.ts';
import { sumAmounts, toDayTotal } from '../domain/interval.ts';
import { addDays } from '../domain/local-time.ts';
import type { DaysReplacement, IntervalStore, ReadingStore, Records } from '../store/ports.ts';
import { createCatalogCache } from '../jobs/catalog-cache.ts';
import { checkOutcome, checkStatement } from './correction-check.ts';
import type { Change } from './correction-grounds.ts';
import { checkChain } from './correction-place.ts';
import { computeReplacement } from '../jobs/recompute-meter.ts';
import type { Recompute } from '../jobs/recompute.ts';
import type { Span } from '../jobs/recompute-span.ts';

interface DeskDeps {
  records: Pick<Records, 'catalog' | 'corrections' | 'intervals' | 'photos'>;
  readings: Pick<ReadingStore, 'range'>;
  recompute: Pick<Recompute, 'exclusively'>;
  now: Clock;
}

/** What would be committed, and what it changes. */
interface Outcome {
  /** Undefined: no interval depends on it. */
  replacement: DaysReplacement | undefined;
  effect: CorrectionEffect;
}

/** Takes statements about meters: each is checked, computed, and committed with what it changes, or nothing of it is. */
export function createCorrectionDesk({ records, readings, recompute, now }: DeskDeps): CorrectionDesk {
  const { corrections, intervals } = records;
  const sitesNow = createCatalogCache(records.catalog);

  /** The statements about a meter that are in force, in the order in which they were said. */
  async function inForce(site: string, meter: string): Promise<Correction[]> {
    const all = await corrections.list(site, { meter, limit: Number.MAX_SAFE_INTEGER });
    return all.filter(({ undone }) => undone === null).toReversed();
  }

  async function changeTo(siteId: string, meterId: string, said: readonly Statement[]): Promise<Change> {
    const site = (await sitesNow()).get(siteId);
    if (!site) throw new StatementRefused('site', `no site '${siteId}'`);
    const before = site.meters.get(meterId);
    const declared = await records.catalog.declared(siteId, meterId);
    if (!before || !declared) throw new StatementRefused('meter', `no meter '${meterId}' on site '${siteId}'`);
    return { site, before, after: withStatements(declared, said) };
  }

  /** What a meter's days and steps become where one of these statements begins or ceases to hold. */
  async function outcomeOf({ site, after }: Change, about: readonly Statement[]): Promise<Outcome> {
    const span = unionOf(about.flatMap((statement) => spanOf(statement) ?? []));
    if (!span) return { replacement: undefined, effect: NO_EFFECT };
    const replacement = await computeReplacement({ readings, intervals }, site, after, span);
    return { replacement, effect: await effectOf(intervals, replacement, span) };
  }

  async function outcomeWith(site: string, meter: string, statement: Statement): Promise<Outcome> {
    const said = (await inForce(site, meter)).map((correction) => correction.statement);
    const change = await changeTo(site, meter, [...said, statement]);
    await checkStatement({ readings, intervals, records, now: now() }, change, statement);
    // What was said about the same matter before ceases to hold.
    const replaced = said.filter((earlier) => isSameMatter(earlier, statement));
    const outcome = await outcomeOf(change, [...replaced, statement]);
    if (outcome.replacement) checkOutcome(statement, outcome.replacement);
    return outcome;
  }

  return {
    preview: (site, meter, statement) => recompute.exclusively(site, meter, async () => (await outcomeWith(site, meter, statement)).effect),

    record: (site, meter, statement, { by, reason }) =>
      recompute.exclusively(site, meter, async () => {
        const { replacement, effect } = await outcomeWith(site, meter, statement);
        const correction = { id: randomUUID(), site, meter, statement, by, reason, recordedAt: now(), undone: null };
        await corrections.commit(site, { correction }, replacement);
        return { correction, effect };
      }),

    async undo(site, id, { by, reason }) {
      const known = await corrections.get(site, id);
      if (!known) throw new StatementRefused('id', `no correction '${id}' on site '${site}'`);
      const { meter, statement } = known;
      return recompute.exclusively(site, meter, async () => {
        const all = await inForce(site, meter);
        const left = all.filter((correction) => correction.id !== id).map((correction) => correction.statement);
        if (left.length === all.length) throw new StatementRefused('id', `correction '${id}' is undone already`);
        const change = await changeTo(site, meter, left);
        if (statement.kind === 'parent') checkChain(change.site, change.after, 'id');
        // What was said about the same matter before holds again.
        const { replacement, effect } = await outcomeOf(change, [...left.filter((other) => isSameMatter(other, statement)), statement]);
        const undone = { at: now(), by, reason };
        await corrections.commit(site, { undo: { id, ...undone } }, replacement);
        return { correction: { ...known, undone }, effect };
      });
    },
  };
}

const NO_EFFECT: CorrectionEffect = { days: [], heldBefore: 0, heldAfter: 0, stepsBefore: 0, stepsAfter: 0, rawSince: null };

function unionOf(spans: readonly Span[]): Span | undefined {
  if (spans.length === 0) return undefined;
  return { fromAt: Math.min(...spans.map(({ fromAt }) => fromAt)), toAt: Math.max(...spans.map(({ toAt }) => toAt)) };
}

/** The days that are replaced and the steps of their span, as they are stored and as they become. */
async function effectOf(
  intervals: Pick<IntervalStore, 'totals' | 'steps' | 'rawSince'>,
  replacement: DaysReplacement,
  span: Span,
): Promise<CorrectionEffect> {
  const { site, meter, days, steps } = replacement;
  const { fromAt, toAt } = replacement.stepSpan ?? replacement;
  const [first, last] = [days[0]?.day, days.at(-1)?.day];
  const totals = first && last ? await intervals.totals(site, [meter], first, addDays(last, 1)) : [];
  const before = new Map(totals.map(({ day, total }) => [day, total]));
  const stepsBefore = await intervals.steps(site, { meter, fromAt, toAt, limit: Number.MAX_SAFE_INTEGER });
  const stepsAfter = steps.filter((step) => step.kind !== 'normal' && step.toAt >= fromAt && step.toAt < toAt);
  const heldOf = (list: readonly (typeof steps)[number][]) =>
    sumAmounts(list.filter(({ booking }) => booking === 'held').map(({ consumption }) => consumption)) ?? 0;
  const rawSince = await intervals.rawSince();
  return {
    days: days.map((day) => ({ day: day.day, before: before.get(day.day) ?? null, after: toDayTotal(day).total })),
    heldBefore: heldOf(stepsBefore),
    heldAfter: heldOf(stepsAfter),
    stepsBefore: stepsBefore.length,
    stepsAfter: stepsAfter.length,
    rawSince: span.fromAt < rawSince ? rawSince : null,
  };
}
