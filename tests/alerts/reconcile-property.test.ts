import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Judged, reconcile } from '../../alerts/reconcile.ts';
import { type Alert, alertId } from '../../domain/alert.ts';
import type { Blind, Finding } from '../../domain/finding.ts';
import { addDays, createLocalTime, daysBetween } from '../../domain/local-time.ts';

const local = createLocalTime('Asia/Shanghai');
const FIRST = '2026-07-01';
const NIGHTS = [FIRST, addDays(FIRST, 1), addDays(FIRST, 2)];
const METERS = ['m1', 'm2', 'm3'];
const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
/** A night is judged from 23:00 to 06:00: 28 quarter hours. */
const QUARTERS = 28;
const nightAt = (night: string) => ({ fromAt: local.at(night, '23:00'), toAt: local.at(addDays(night, 1), '06:00') });

/** What really happened to each meter in each night: a mark for each quarter hour. */
type Mark = 'off' | 'on' | 'silent' | 'excused';
type History = ReadonlyMap<string, readonly Mark[]>;
const marks = fc.array(fc.tuple(fc.constantFrom<Mark>('off', 'off', 'on', 'on', 'silent', 'excused'), fc.integer({ min: 1, max: 9 })), {
  minLength: 1,
  maxLength: 8,
});
const historyOf: fc.Arbitrary<History> = fc
  .array(marks, { minLength: METERS.length * NIGHTS.length, maxLength: METERS.length * NIGHTS.length })
  .map((all) => new Map(all.map((runs, index) => [`${METERS[index % 3]} ${NIGHTS[Math.floor(index / 3)]}`, spread(runs)])));

function spread(runs: readonly (readonly [Mark, number])[]): Mark[] {
  const list = runs.flatMap(([mark, count]) => Array<Mark>(count).fill(mark));
  return Array.from({ length: QUARTERS }, (_, index) => list[index] ?? 'off');
}

/** A causal rule over such marks: what it says of an instant never depends on what comes after it. */
function judge(history: History, night: string, now: number): Pick<Judged, 'findings' | 'excused' | 'blind'> {
  const { fromAt } = nightAt(night);
  const known = Math.max(0, Math.min(QUARTERS, Math.floor((now - fromAt) / QUARTER)));
  const findings: Finding[] = [];
  const excused: Finding[] = [];
  const blind: Blind[] = [];
  for (const meter of METERS) {
    const seen = history.get(`${meter} ${night}`)!.slice(0, known);
    const first = seen.findIndex((mark) => mark === 'on' || mark === 'excused');
    if (seen.at(-1) === 'silent') blind.push({ rule: 'ac_left_on', meter, night, why: 'no_data' });
    if (first < 0) continue;
    const last = seen.findLastIndex((mark) => mark === 'on' || mark === 'excused');
    const isOver = seen.slice(last + 1).filter((mark) => mark === 'off').length >= 3;
    const finding: Finding = {
      rule: 'ac_left_on',
      meter,
      night,
      startAt: fromAt + first * QUARTER,
      endAt: isOver ? fromAt + (last + 1) * QUARTER : undefined,
      certainty: 'measured',
      rate: { value: 2, unit: 'kW' },
      wasted: null,
      evidence: [],
    };
    (seen.some((mark) => mark === 'on') ? findings : excused).push(finding);
  }
  return { findings, excused, blind };
}

function judged(history: History, night: string, now: number): Judged {
  const { toAt } = nightAt(night);
  return {
    site: 'school',
    rule: 'ac_left_on',
    scope: 'night',
    meters: new Set(METERS),
    fromNight: night,
    toNight: night,
    ...judge(history, night, now),
    asOf: () => Math.min(now, toAt),
    isOver: () => now >= toAt,
  };
}

interface Told {
  alert: string;
  kind: string;
}

/** Judgements at these instants, each applied as the store applies it; alerts are keyed by id, as in the database. */
function play(history: History, turns: readonly { night: string; now: number }[]) {
  const alerts = new Map<string, Alert>();
  const told: Told[] = [];
  const keys: string[][] = [];
  for (const { night, now } of turns) {
    const changes = reconcile(judged(history, night, now), [...alerts.values()], now);
    keys.push(changes.map(({ alert }) => alert.id));
    for (const { alert, notice } of changes) {
      alerts.set(alert.id, alert);
      if (notice) told.push({ alert: alert.id, kind: notice.kind });
    }
  }
  return { alerts, told, keys };
}

/** Live: every so many minutes of every night and once after it, at whatever times the program happened to be up. */
const liveTurns = (everyMinutes: number, isAway: (at: number) => boolean) =>
  NIGHTS.flatMap((night) => {
    const { fromAt, toAt } = nightAt(night);
    const times: { night: string; now: number }[] = [];
    for (let now = fromAt; now < toAt; now += everyMinutes * MINUTE) if (!isAway(now)) times.push({ night, now });
    return [...times, { night, now: toAt + 15 * MINUTE }];
  });

const replayTurns = () => {
  const now = nightAt(NIGHTS.at(-1)!).toAt + 15 * MINUTE;
  return NIGHTS.toReversed().map((night) => ({ night, now }));
};

const outcome = (alerts: ReadonlyMap<string, Alert>) =>
  [...alerts.values()].map(({ id, state, finding }) => ({ id, state, finding })).toSorted((a, b) => (a.id < b.id ? -1 : 1));

const pace = fc.constantFrom(5, 7, 15, 40, 95);
const away = fc.array(fc.tuple(fc.nat(3 * 24 * 60), fc.nat(300)), { maxLength: 4 }).map(
  (spans) => (at: number) =>
    spans.some(([from, length]) => {
      const minutes = (at - nightAt(FIRST).fromAt) / MINUTE;
      return from <= minutes && minutes < from + length;
    }),
);

describe('reconciling any history', () => {
  it('opens an alert once, whatever falls silent and is excused; later openings are of the same alert', () => {
    fc.assert(
      fc.property(historyOf, pace, away, (history, every, isAway) => {
        const { told } = play(history, liveTurns(every, isAway));
        const firstOf = (alert: string) => told.findIndex((other) => other.alert === alert);
        const again = told.filter(({ alert, kind }, index) => kind === 'opened' && firstOf(alert) !== index);
        expect(again).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('tells openings and ends in turn, beginning with an opening, while the meters report', () => {
    const clear = historyOf.map(
      (history) => new Map([...history].map(([key, list]) => [key, list.map((mark): Mark => (mark === 'on' ? 'on' : 'off'))])),
    );
    fc.assert(
      fc.property(clear, pace, away, (history, every, isAway) => {
        const { told } = play(history, liveTurns(every, isAway));
        const before = new Map<string, string>();
        for (const { alert, kind } of told) {
          expect(kind === 'recovered').toBe(before.has(alert) && before.get(alert) !== 'recovered');
          before.set(alert, kind);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('keeps one alert a key, and changes each at most once in a judgement', () => {
    fc.assert(
      fc.property(historyOf, pace, away, (history, every, isAway) => {
        const { alerts, keys } = play(history, liveTurns(every, isAway));
        for (const ids of keys) expect(new Set(ids).size).toBe(ids.length);
        for (const [id, alert] of alerts) {
          expect(id).toBe(alertId('school', alert.finding));
          expect(alert.state === 'open').toBe(alert.closedAt === undefined);
        }
        expect(alerts.size).toBeLessThanOrEqual(METERS.length * daysBetween(FIRST, addDays(NIGHTS.at(-1)!, 1)).length);
      }),
      { numRuns: 200 },
    );
  });

  it('ends where a replay of it ends, whenever the program was up', () => {
    // What is found and withdrawn before the replay looks leaves nothing behind; a finding that grew stays.
    fc.assert(
      fc.property(historyOf, pace, away, (history, every, isAway) => {
        const live = outcome(play(history, liveTurns(every, isAway)).alerts).filter(({ state }) => state !== 'withdrawn');
        const replayed = outcome(play(history, replayTurns()).alerts);
        expect(live).toEqual(replayed);
      }),
      { numRuns: 200 },
    );
  });

  it('judged again changes nothing and tells nobody', () => {
    fc.assert(
      fc.property(historyOf, pace, away, (history, every, isAway) => {
        const turns = liveTurns(every, isAway);
        const twice = play(
          history,
          turns.flatMap((turn) => [turn, turn]),
        );
        const once = play(history, turns);
        expect([outcome(twice.alerts), twice.told]).toEqual([outcome(once.alerts), once.told]);
      }),
      { numRuns: 100 },
    );
  });
});
