import { addDays, daysBetween, weekdayOf } from '../domain/local-time.ts';
import { ratioAt } from '../domain/site.ts';
import { type MeterQuestion, robustSigma } from './health-detector.ts';
import { median } from './standby.ts';

const LOOK_BACK_DAYS = 70;
/** Days of the same kind that make a comparison: the last ones, because use changes with the season. */
const MIN_DAYS = 4;
const MAX_DAYS = 8;
/** Whole days that have to say so; one is enough where it says so clearly. */
const PROOF_DAYS = 2;
const CLEARLY = { share: 0.7, spreads: 8 } as const;
/** Usual use of a day, in steps of the display; less cannot be told from rounding. */
const MIN_STEPS = 20;
/** What has to turn up at the parent: this share of the usual use at least, and of the largest use at most. */
const SHARE = { least: 0.5, most: 1.3 } as const;
/** Share of the usual use that may have turned up already on the day before. */
const EARLIER = 0.35;
/** Times the robust spread of what the parent counts beside its children. */
const SPREADS = 4;

/** Boarders leave on Fridays and come back on Sundays; the other days of a kind are alike. */
const WEEK = ['Sunday', '', '', '', '', 'Friday', 'Saturday'];

/** What usually is on a day: use of the meter, what its parent counts beside its children, and how much that varies. */
interface Usual {
  use: number;
  largestUse: number;
  remainder: number;
  spread: number;
}

/**
 * Whether a parent goes on counting what a meter at zero used to count: then it is the meter that fails; else nothing was
 * used. What counts is parent − Σ children: it grows by the missing amount. Compared with the last days of the same
 * kind before, over the first whole days of the run. What was missing already before the run is the fault of another meter
 * of the family.
 *
 * @param run instants between which the meter is at zero
 */
export function isMissedByParent(question: MeterQuestion, run: { fromAt: number; toAt: number }): boolean {
  const { meter, local } = question;
  const { parent } = meter;
  if (parent === undefined) return false;
  const firstDay = local.dayOf(run.fromAt);
  const lastBefore = addDays(firstDay, -1);
  const earlier = missedOn(question, parent, lastBefore, lastBefore);
  const whole = daysBetween(firstDay, local.dayOf(run.toAt)).filter((day) => local.startOfDay(day) >= run.fromAt);
  let proofs = 0;
  for (const day of whole) {
    const sign = missedOn(question, parent, day, firstDay);
    if (!sign) continue;
    const { amount, use, largestUse, spread } = sign;
    if (use < MIN_STEPS * meter.resolution * ratioAt(meter, run.fromAt) || (earlier && earlier.amount > EARLIER * use)) return false;
    if (amount < SHARE.least * use || amount > SHARE.most * largestUse || amount < SPREADS * spread) return false;
    const isClear = amount >= CLEARLY.share * use && amount >= CLEARLY.spreads * spread;
    proofs += isClear ? PROOF_DAYS : 1;
    if (proofs >= PROOF_DAYS) return true;
  }
  return false;
}

function missedOn(question: MeterQuestion, parent: string, day: string, before: string): (Usual & { amount: number }) | undefined {
  const remainder = question.days.remainder(parent, day);
  const usual = usualOn(question, parent, day, before);
  return remainder === undefined || !usual ? undefined : { ...usual, amount: remainder - usual.remainder };
}

/** From the last days of the same kind before one; undefined when those are too few. */
function usualOn({ meter, days, calendar }: MeterQuestion, parent: string, day: string, before: string): Usual | undefined {
  const kindOf = (date: string) => `${calendar.dayType(date)} ${WEEK[weekdayOf(date)]}`;
  const kind = kindOf(day);
  const uses: number[] = [];
  const remainders: number[] = [];
  for (let back = 1; back <= LOOK_BACK_DAYS && uses.length < MAX_DAYS; back++) {
    const other = addDays(before, -back);
    if (kindOf(other) !== kind) continue;
    const use = days.total(meter.id, other);
    const rest = days.remainder(parent, other);
    if (use === undefined || rest === undefined) continue;
    uses.push(use);
    remainders.push(rest);
  }
  if (uses.length < MIN_DAYS) return undefined;
  const remainder = median(remainders)!;
  return { use: median(uses)!, largestUse: Math.max(...uses), remainder, spread: robustSigma(remainders, remainder) };
}
