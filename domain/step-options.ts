import { consumptionOf, type MeterStep, registerFacts } from './consumption.ts';
import { classifySteps, type RegisterFacts, type RegisterReading, type RegisterSpec, type StepDecision } from './register.ts';
import type { Meter } from './site.ts';
import {
  isInPace,
  isNearLastDigit,
  isPlausible,
  isSmallFall,
  modulusOf,
  type Outlook,
  outlook,
  pastLastDigit,
  serialsOf,
  specBetween,
  startsNearZero,
} from './step-evidence.ts';

/** What speaks for or against a way to understand a register step. */
export const STEP_OPTION_REASONS = [
  'fits_usual_use',
  'above_rating',
  'no_rating_known',
  'near_last_digit',
  'not_near_last_digit',
  'starts_near_zero',
  'does_not_start_near_zero',
  'register_fell',
  'later_readings_continue_from_new',
  'later_readings_return_to_old',
  'no_later_readings',
  'serial_changed',
  'serial_unchanged',
] as const;
export type StepOptionReason = (typeof STEP_OPTION_REASONS)[number];

export interface StepOption {
  /** `exchange`: the meter was changed; its registers have to be written down (a statement of its own). */
  as: StepDecision | 'exchange';
  /** kWh or m³ after the ratio that this explanation would count across the step; null: it would not be known. */
  consumption: number | null;
  /** Whether the evidence allows it. */
  plausible: boolean;
  why: StepOptionReason[];
}

/** Registers around a step, ascending, without those of the step itself. A dozen on each side say all that there is to say. */
export interface StepNeighbours {
  /** Ending before `step.fromAt`. */
  before: readonly RegisterReading[];
  /** Beginning after `step.toAt`. */
  after: readonly RegisterReading[];
}

/**
 * What a person may say about a step, the plausible ones first.
 *
 * @param meter as it is understood; a decision that there is about this very step is left aside
 */
export function stepOptions(meter: Meter, step: MeterStep, neighbours: StepNeighbours): StepOption[] {
  const known = registerFacts(meter);
  const facts = { ...known, decisions: new Map([...known.decisions].filter(([at]) => at !== step.toAt)) };
  const seen = evidenceOf(facts, step, neighbours);
  const consumption = (as: StepDecision) => {
    const decisions = new Map([[step.toAt, as]]);
    const [decided] = classifySteps([seen.last, seen.next], { ...facts, decisions });
    return decided ? consumptionOf(meter, facts, decided) : null;
  };
  const judgements = { normal: asNormal(seen), rollover: asRollover(seen), reset: asReset(seen, facts), glitch: asGlitch(seen) };
  const options: StepOption[] = [
    ...(['normal', 'rollover', 'reset', 'glitch'] as const).map((as) => ({ as, consumption: consumption(as), ...judgements[as] })),
    { as: 'exchange', consumption: null, ...asExchange(seen) },
    { as: 'unknown', consumption: null, plausible: true, why: [] },
  ];
  return options.toSorted((a, b) => Number(b.plausible) - Number(a.plausible));
}

interface Evidence {
  last: RegisterReading;
  next: RegisterReading;
  spec: RegisterSpec;
  fell: boolean;
  seen: Outlook;
  later: StepOptionReason[];
  serial: ReturnType<typeof serialsOf>;
  /** Steepest rise among the readings before, register units per ms; 0 when nothing rose. */
  usual: number;
}

type Judgement = Pick<StepOption, 'plausible' | 'why'>;

function evidenceOf(facts: RegisterFacts, step: MeterStep, { before, after }: StepNeighbours): Evidence {
  const last = { at: step.fromAt, value: step.from };
  const next = { at: step.toAt, value: step.to };
  const spec = specBetween(facts, last, next);
  const seen = outlook({ readings: [next, ...after], facts, fallAt: 0 }, last, 0, spec);
  const rises = [...before, last]
    .slice(1)
    .map((reading, index) => (reading.value - before[index]!.value) / (reading.at - before[index]!.at));
  return {
    last,
    next,
    spec,
    fell: next.value < last.value,
    seen,
    later: laterReasons(seen, after.length),
    serial: serialsOf(facts, last.at, next.at),
    usual: Math.max(0, ...rises),
  };
}

function laterReasons({ mayReturn, goesOn }: Outlook, readings: number): StepOptionReason[] {
  if (readings === 0) return ['no_later_readings'];
  if (mayReturn) return ['later_readings_return_to_old'];
  return goesOn ? ['later_readings_continue_from_new'] : [];
}

/** How an amount compares with what the meter can pass, and with what it passes before and after. */
function compared({ last, next, spec, usual, seen }: Evidence, amount: number): { fits: boolean; why: StepOptionReason[] } {
  const isUsual = isInPace(amount, next.at - last.at, Math.max(usual, seen.steepest), spec);
  if (spec.maxPerHour === undefined) return { fits: isUsual, why: isUsual ? ['fits_usual_use'] : ['no_rating_known'] };
  if (!isPlausible(amount, last.at, next.at, spec)) return { fits: false, why: ['above_rating'] };
  return { fits: true, why: isUsual ? ['fits_usual_use'] : [] };
}

function asNormal(evidence: Evidence): Judgement {
  const { last, next, fell, seen, later } = evidence;
  const { fits, why } = compared(evidence, next.value - last.value);
  return { plausible: !fell && fits && !seen.returns, why: [...(fell ? (['register_fell'] as const) : why), ...later] };
}

function asRollover(evidence: Evidence): Judgement {
  const { last, next, spec, fell } = evidence;
  const { fits, why } = compared(evidence, next.value + modulusOf(spec) - last.value);
  const place = isNearLastDigit(last.value, spec) ? 'near_last_digit' : 'not_near_last_digit';
  return { plausible: fell && fits && pastLastDigit(last, next, spec) !== undefined, why: [place, ...why] };
}

function asReset(evidence: Evidence, { falls }: RegisterFacts): Judgement {
  const { last, next, fell, seen, later } = evidence;
  const isNear = startsNearZero(last.value, next.value);
  const { fits, why } = compared(evidence, next.value);
  const begins = isNear || (falls === 'restart' && !isSmallFall(last.value, next.value));
  return {
    plausible: fell && begins && fits && !seen.returns,
    why: [isNear ? 'starts_near_zero' : 'does_not_start_near_zero', ...why, ...later],
  };
}

const asGlitch = ({ seen, later }: Evidence): Judgement => ({ plausible: seen.mayReturn, why: later });

function asExchange(evidence: Evidence): Judgement {
  const { last, next, fell, seen, serial } = evidence;
  const why: StepOptionReason[] = serial === 'unknown' ? [] : [serial === 'changed' ? 'serial_changed' : 'serial_unchanged'];
  const isOdd = fell || !compared(evidence, next.value - last.value).fits;
  return { plausible: serial === 'changed' || (serial === 'unknown' && isOdd && !seen.returns), why };
}
