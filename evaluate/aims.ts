import { LEAK_RULES } from './truth.ts';
import type { PartResult } from './result.ts';
import type { JudgedSaid, JudgedTruth } from './score.ts';
import { share } from './summary.ts';

/** What is aimed at, and what came out; no test passes or fails by it. */
export interface Aim {
  aim: string;
  measured: string;
  /** How many causes, meter-years or nights the measure stands on. */
  from: string;
}

const HOUR_MS = 3_600_000;
const NIGHTS_PER_MONTH = 30.4;
const NIGHTS_PER_YEAR = 365;
const NIGHT_RULES = ['ac_left_on', 'night_excess_building', 'lights_left_on', 'breaker_not_opened'];

type Part = (result: PartResult) => boolean;
const named =
  (...names: string[]): Part =>
  (result) =>
    names.includes(result.part);
const simulated: Part = ({ kind, role }) => kind === 'simulated' && role !== 'load';

/** Aims whose parts were evaluated. */
export function compareWithAims(results: readonly PartResult[]): Aim[] {
  const truths = (parts: Part, wanted: (truth: JudgedTruth) => boolean) =>
    results.filter(parts).flatMap((result) => result.truths.filter((truth) => truth.isFindable && wanted(truth)));
  const said = (parts: Part, wanted: (one: JudgedSaid) => boolean) => results.filter(parts).flatMap((result) => result.said.filter(wanted));
  const nights = (parts: Part, rules: readonly string[]) =>
    Math.max(0, ...rules.map((rule) => results.filter(parts).reduce((sum, { meterNights }) => sum + (meterNights[rule] ?? 0), 0)));

  const sentFor = new Set(results.flatMap(guardSentFor));
  const recall = (aim: string, of: readonly JudgedTruth[], isHit: (truth: JudgedTruth) => boolean): Aim => {
    const hits = of.filter(isHit).length;
    return { aim, measured: fraction(share(hits, of.length)), from: `${of.length} causes` };
  };
  const precision = (aim: string, parts: Part, rule: string): Aim => {
    const ofRule = said(parts, (one) => one.rule === rule);
    const right = ofRule.filter(({ verdict }) => verdict === 'right').length;
    const wrong = ofRule.filter(({ verdict }) => verdict === 'false').length;
    return { aim, measured: fraction(share(right, right + wrong)), from: `${right + wrong} findings` };
  };
  const by = (rules: readonly string[], withinMs = Number.POSITIVE_INFINITY) => {
    return ({ foundAt, startAt }: JudgedTruth) => rules.some((rule) => foundAt[rule] !== undefined && foundAt[rule] - startAt <= withinMs);
  };
  /** What was told to the guard, judged; with it all that stood in the morning digest. */
  const nightRecall = (aim: string, of: readonly JudgedTruth[], rules: readonly string[]): Aim => {
    const firm = share(of.filter((truth) => sentFor.has(truth)).length, of.length);
    const all = recall(aim, of, by(rules));
    return { ...all, measured: `${all.measured} (guard sent ${fraction(firm)})` };
  };
  const nightFalseRate = (aim: string, parts: Part): Aim => {
    const wrong = said(parts, ({ verdict, rule }) => verdict === 'false' && NIGHT_RULES.includes(rule));
    const sent = wrong.filter(({ isFirm }) => isFirm).length;
    const meterNights = nights(parts, NIGHT_RULES);
    const perMonth = (count: number) => number(share(count, meterNights / NIGHTS_PER_MONTH));
    return {
      aim,
      measured: `${perMonth(sent)} (with the morning digest ${perMonth(wrong.length)})`,
      from: `${sent} (${wrong.length}) in ${(meterNights / NIGHTS_PER_YEAR).toFixed(1)} meter-years`,
    };
  };
  const falseRate = (aim: string, parts: Part, rules: readonly string[], perNights: number): Aim => {
    const wrong = said(parts, (one) => one.verdict === 'false' && rules.includes(one.rule)).length;
    const meterNights = nights(parts, rules);
    return {
      aim,
      measured: number(share(wrong, meterNights / perNights)),
      from: `${wrong} in ${(meterNights / NIGHTS_PER_YEAR).toFixed(1)} meter-years`,
    };
  };

  const ac = (parts: Part, sizes: RegExp) => truths(parts, ({ cause, sizeClass }) => cause === 'forgotten_ac' && sizes.test(sizeClass));
  const injected = named('injected-electricity');
  const cistern = (place: RegExp) => truths(simulated, ({ cause, sizeClass }) => cause === 'running_toilet' && place.test(sizeClass));
  const inDormitories = cistern(/^dormitory, 10 L pulses, 31.5/);
  const flappers = (part: string) => truths(named(part), ({ cause }) => cause === 'running_toilet');

  const aims: Aim[] = [
    recall('AC on a circuit or breaker of its own: recall ≥ 0.98', ac(simulated, /circuit|breaker/), by(['ac_left_on'])),
    precision('AC on a circuit or breaker of its own: precision ≥ 0.98', simulated, 'ac_left_on'),
    nightRecall('building meter only, 2 units or more: recall ≥ 0.90', ac(simulated, /^building meter, (2|3)/), ['night_excess_building']),
    precision('building meter only: precision ≥ 0.85', named('mains', 'ordinary', 'night_use'), 'night_excess_building'),
    recall(
      'running toilet, 31.5 L/h, empty building, 10 L pulses: told within 2 nights ≥ 0.98',
      cistern(/^empty building, 10 L pulses, 31.5/),
      by(LEAK_RULES, 72 * HOUR_MS),
    ),
    recall('the same in a dormitory of 312: told by any rule within 7 nights ≥ 0.85', inDormitories, by(LEAK_RULES, WEEK_MS)),
    recall('the same by slow_leak alone, were it the only rule: within 7 nights', inDormitories, bySlowLeakAlone(WEEK_MS)),
    recall('the same by slow_leak alone, as long as it runs: ≥ 0.85', inDormitories, bySlowLeakAlone(Number.POSITIVE_INFINITY)),
    recall(
      'bursts above the line of their hour (1.5 × the past peak): told within two readings = 1.0',
      truths(simulated, ({ cause }) => cause === 'burst'),
      // It comes up within 4 minutes, somewhere in a quarter hour; two whole readings later it has to be told.
      by(['burst'], 0.75 * HOUR_MS),
    ),
    nightRecall('injected AC nights, snr ≥ 6: recall ≥ 0.90', ac(injected, /6 or more/), NIGHT_RULES),
    nightRecall('injected AC nights, snr 3 to 6: recall ≥ 0.70', ac(injected, /3 to 6/), NIGHT_RULES),
    nightFalseRate('untouched campus meters: guard sent for nothing, per meter and month ≤ 1', named('campus-electricity')),
    nightFalseRate('injected campus meters: guard sent for nothing, per meter and month ≤ 1', injected),
    recall('injected flappers ≥ 24 h, 1 L: recall ≥ 0.95', flappers('injected-water'), by(LEAK_RULES)),
    recall('injected flappers ≥ 24 h, 10 L: recall ≥ 0.95', flappers('injected-water-10l'), by(LEAK_RULES)),
    recall(
      'injected drips, 1 L: recall ≥ 0.90',
      truths(named('injected-water'), ({ cause }) => cause === 'tap_drip'),
      by(LEAK_RULES),
    ),
    falseRate('clean homes: false leak alarms per 10 meter-years ≤ 1', cleanHomes, [...LEAK_RULES, 'burst'], 10 * NIGHTS_PER_YEAR),
    recall(
      'continuous flow ≥ 48 h: recall ≥ 0.97, told ≤ 36 h after its beginning',
      truths(named('water-registers'), () => true),
      by(LEAK_RULES, 36 * HOUR_MS),
    ),
    ...guardAims(results.filter(({ role }) => role === 'load')),
  ];
  return aims.filter(({ from }) => !/^0 |^0\.0| 0\.0 meter-years/.test(from));
}

/** Seven nights, and the day on which it began. */
const WEEK_MS = 8 * 24 * HOUR_MS;
const bySlowLeakAlone = (withinMs: number) => {
  return ({ foundAlone, startAt }: JudgedTruth) => foundAlone.slow_leak !== undefined && foundAlone.slow_leak - startAt <= withinMs;
};

/** Causes that a guard was sent for. */
function guardSentFor({ said, truths }: PartResult): JudgedTruth[] {
  const isSent = ({ rule, isFirm, verdict }: JudgedSaid) =>
    isFirm && NIGHT_RULES.includes(rule) && (verdict === 'right' || verdict === 'repeat');
  const ids = new Set(said.filter(isSent).flatMap((one) => one.truths));
  return truths.filter(({ id }) => ids.has(id));
}

const cleanHomes = named('water-registers');

function guardAims(terms: readonly PartResult[]): Aim[] {
  return terms.flatMap(({ load, seed }) => {
    if (!load) return [];
    const from = `${load.nights} nights, seed ${seed}`;
    const stops = `${load.medianStops} (nine of ten nights ≤ ${load.p90Stops}, most ${load.mostStops})`;
    return [
      { aim: 'normal term: median stops a night ≤ 5', measured: stops, from },
      { aim: 'normal term: needless pushes a week < 1', measured: load.needlessPushesPerWeek.toFixed(2), from },
    ];
  });
}

const fraction = (value: number | null) => (value === null ? '–' : value.toFixed(3));
const number = (value: number | null) => (value === null ? '–' : value.toFixed(2));
