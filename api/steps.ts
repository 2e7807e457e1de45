import type { Correction } from '../domain/correction.ts';
import type { Meter } from '../domain/site.ts';
import type { Records, StepRecord } from '../store/ports.ts';
import { toCorrectionView, toMeterName } from './corrections.ts';
import { reachesMeter, readReached } from './reached.ts';
import type { StepView } from './schemas/corrections.ts';
import type { StepSummary } from './schemas/sites.ts';
import type { SiteView } from '../consumption/site-view.ts';

/** More than this wait for nobody: a school has some dozens a year. */
const MOST_STEPS = 10_000;
export const OPEN_KINDS = ['suspicious', 'exchange'] as const;

export interface StepQuery {
  state: 'open' | 'gaps' | 'all';
  meter?: string | undefined;
  limit: number;
}

type StepSource = Pick<Records, 'intervals' | 'corrections'>;

/**
 * Steps that wait for a person, or are held in gaps, or all.
 *
 * @throws NotFound for a meter that the site does not have
 */
export async function readSteps(records: StepSource, view: SiteView, query: StepQuery): Promise<{ steps: StepView[]; open: number }> {
  if (query.meter !== undefined) view.meter(query.meter);
  const open = await readOpen(records, view);
  const chosen =
    query.state === 'open' ? open.filter(({ meter }) => (query.meter ?? meter) === meter) : await readOthers(records, view, query);
  const corrections = await inForce(records, view, query.meter);
  return { steps: chosen.slice(0, query.limit).map((step) => toStepView(view, step, corrections)), open: open.length };
}

/** Largest first. */
async function readOpen({ intervals }: StepSource, view: SiteView): Promise<StepRecord[]> {
  const steps = await intervals.steps(view.id, { kinds: OPEN_KINDS, order: 'largest', limit: MOST_STEPS });
  return steps.filter((step) => reachesMeter(view, step) && isOpen(step, view.meter(step.meter)));
}

async function readOthers({ intervals }: StepSource, view: SiteView, { state, meter, limit }: StepQuery): Promise<StepRecord[]> {
  if (state === 'all') {
    const read = (most: number) => intervals.steps(view.id, { ...(meter === undefined ? {} : { meter }), order: 'newest', limit: most });
    return readReached(view, limit, read, (step) => reachesMeter(view, step));
  }
  const meters = meter === undefined ? view.plan.meters.map(({ id }) => id) : [meter];
  const gaps = await intervals.held(view.id, meters, 0, Number.MAX_SAFE_INTEGER);
  return gaps.toSorted((a, b) => b.size - a.size);
}

/** Waits for a person: nobody can tell what was used, and nobody said that it will stay unknown. */
export function isOpen({ kind, consumption, toAt }: StepRecord, { history }: Pick<Meter, 'history'>): boolean {
  const isUnclear = kind === 'suspicious' || (kind === 'exchange' && consumption === null);
  return isUnclear && !history?.decisions.some((decision) => decision.toAt === toAt && decision.as === 'unknown');
}

/** Corrections that hold, newest first. */
export async function inForce({ corrections }: Pick<Records, 'corrections'>, view: SiteView, meter?: string): Promise<Correction[]> {
  const all = await corrections.list(view.id, { ...(meter === undefined ? {} : { meter }), limit: MOST_STEPS });
  return all.filter(({ undone }) => undone === null);
}

export function toStepSummary(step: StepRecord, meter: Pick<Meter, 'history'>): StepSummary {
  const { fromAt, toAt, from, to, kind, amount, consumption, booking, size } = step;
  return { fromAt, toAt, from, to, kind, amount, consumption, booking, size, open: isOpen(step, meter) };
}

export function toStepView(view: SiteView, step: StepRecord, corrections: readonly Correction[]): StepView {
  const meter = view.meter(step.meter);
  const correction = corrections.find((candidate) => candidate.meter === meter.id && explains(candidate, step));
  return {
    meter: toMeterName(view, meter),
    ...toStepSummary(step, meter),
    correction: correction ? toCorrectionView(view, correction) : null,
  };
}

function explains({ statement }: Correction, { fromAt, toAt, kind }: StepRecord): boolean {
  switch (statement.kind) {
    case 'step':
    case 'spread':
      return statement.toAt === toAt;
    case 'exchange':
      return kind === 'exchange' && fromAt <= statement.at && statement.at <= toAt;
    case 'outage':
      return kind === 'outage' && fromAt < (statement.toAt ?? Number.POSITIVE_INFINITY) && statement.fromAt < toAt;
    case 'ratio':
    case 'place':
    case 'parent':
      return false;
  }
}
