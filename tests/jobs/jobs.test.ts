import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IntervalSeries } from '../../analysis/series.ts';
import type { Alert } from '../../domain/alert.ts';
import { addDays, daysBetween } from '../../domain/local-time.ts';
import { at, metered, shanghai, spoiled } from '../analysis/series-of.ts';
import { ac, FROM, start, TO, water, type World } from './night-school.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const FIRST_NIGHT = '2026-06-20';
const LAST_NIGHT = '2026-06-23';

/** Live: every five minutes of every night, with readings that are a few minutes late, and the morning after. */
async function live(world: World, lateMs: number, lastNight = LAST_NIGHT): Promise<Alert[]> {
  const clock = { now: 0, knownUntil: 0 };
  const { jobs, changed, alerts } = await start(world, clock);
  for (const night of daysBetween(FIRST_NIGHT, addDays(lastNight, 1))) {
    for (let now = at(night, '23:30'); now <= at(addDays(night, 1), '06:45'); now += 5 * MINUTE) {
      Object.assign(clock, { now, knownUntil: now - lateMs });
      await jobs.runDue();
    }
    changed.add(night).add(addDays(night, 1));
    await jobs.rejudge();
  }
  return alerts();
}

/** Once, a day later: everything is known and every day has changed. */
async function replay(world: World, lastNight = LAST_NIGHT): Promise<Alert[]> {
  const { jobs, changed, alerts } = await start(world, { now: at(addDays(lastNight, 1), '06:45') });
  for (const day of daysBetween(FIRST_NIGHT, addDays(lastNight, 2))) changed.add(day);
  await jobs.rejudge();
  return alerts();
}

const outcome = (alerts: Alert[]) =>
  alerts.filter(({ night }) => night >= FIRST_NIGHT).map(({ id, state, finding }) => ({ id, state, finding }));

const between = (from: number, to: number, rate: number) => (instant: number) => (from <= instant && instant < to ? rate : 0);

function school(): World {
  const [morning, next] = [addDays(FIRST_NIGHT, 1), addDays(FIRST_NIGHT, 2)];
  const left = metered(FROM, TO, between(at(FIRST_NIGHT, '19:00'), at(morning, '07:00'), 2));
  return [
    { meter: ac('left-on'), series: left },
    { meter: ac('till-one'), series: metered(FROM, TO, between(at(FIRST_NIGHT, '19:00'), at(morning, '01:00'), 2)) },
    { meter: ac('switched-on-later'), series: metered(FROM, TO, between(at(next, '03:00'), at(next, '05:00'), 1.2)) },
    { meter: ac('crankcase'), series: metered(FROM, TO, () => 0.09) },
    { meter: ac('lost'), series: spoiled(left, at(morning, '02:00'), at(morning, '12:00'), 'absent') },
    { meter: water('leaks'), series: metered(FROM, TO, between(at('2026-06-21', '15:00'), at('2026-06-23', '12:00'), 0.06)) },
    { meter: water('bursts'), series: metered(FROM, TO, between(at('2026-06-23', '22:00'), at(TO, '00:00'), 1.2)) },
    { meter: water('dry'), series: metered(FROM, TO, () => 0) },
  ];
}

describe('jobs', () => {
  it('judge the same live every five minutes and once afterwards', async () => {
    const world = school();
    const replayed = outcome(await replay(world));
    const known = replayed.filter(({ finding: { rule } }) => ['ac_left_on', 'zero_flow_fail', 'burst'].includes(rule));
    expect(known.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'school:ac_left_on:left-on:2026-06-20 expired',
      'school:ac_left_on:lost:2026-06-20 no_data',
      'school:ac_left_on:switched-on-later:2026-06-21 recovered',
      'school:ac_left_on:till-one:2026-06-20 recovered',
      // One matter, one alert: the plumber is not told again in the morning.
      'school:burst:bursts:2026-06-23 open',
      'school:zero_flow_fail:leaks:2026-06-22 recovered',
    ]);
    expect(outcome(await live(world, 16 * MINUTE))).toEqual(replayed);
  }, 120_000);

  it('judge the same live and afterwards whatever runs, drips and goes silent', async () => {
    const start0 = at(FIRST_NIGHT, '20:00');
    const stretch = fc.tuple(fc.nat(80), fc.integer({ min: 1, max: 30 }), fc.constantFrom(0.1, 0.2, 0.5, 2));
    const gap = fc.tuple(fc.nat(320), fc.integer({ min: 1, max: 40 }), fc.constantFrom('absent' as const, 'estimated' as const));
    await fc.assert(
      fc.asyncProperty(
        fc.array(stretch, { maxLength: 6 }),
        fc.array(stretch, { maxLength: 4 }),
        fc.array(gap, { maxLength: 3 }),
        fc.nat(20),
        async (runs, leaks, gaps, late) => {
          const rate = (stretches: typeof runs, scale: number) => (instant: number) =>
            stretches.reduce(
              (sum, [from, hours, kw]) => sum + between(start0 + from * HOUR, start0 + (from + hours) * HOUR, kw * scale)(instant),
              0,
            );
          const withGaps = (series: IntervalSeries) =>
            gaps.reduce(
              (spoilt, [from, count, quality]) =>
                spoiled(spoilt, start0 + (from * HOUR) / 4, start0 + ((from + count) * HOUR) / 4, quality),
              series,
            );
          const world: World = [
            { meter: ac('a'), series: withGaps(metered(FROM, TO, rate(runs, 1))) },
            { meter: water('w'), series: withGaps(metered(FROM, TO, rate(leaks, 0.1))) },
          ];
          expect(outcome(await live(world, late * MINUTE, '2026-06-21'))).toEqual(outcome(await replay(world, '2026-06-21')));
        },
      ),
      { numRuns: 3 },
    );
  }, 120_000);

  it('tell people once, and tell them of the end', async () => {
    const clock = { now: at(FIRST_NIGHT, '23:30') };
    const { jobs, published, records } = await start(
      [{ meter: ac('till-one'), series: metered(FROM, TO, between(at(FIRST_NIGHT, '19:00'), at('2026-06-21', '01:00'), 2)) }],
      clock,
    );
    for (; clock.now <= at('2026-06-21', '06:15'); clock.now += 5 * MINUTE) {
      await jobs.runDue();
      await jobs.deliver();
    }
    expect(published.map((line) => line.replace('campus/school/alerts ', ''))).toEqual(['opened', 'list', 'reminder', 'recovered']);
    const runs = await records.ledger.lastRuns();
    expect(runs.map(({ job, outcome: result }) => `${job} ${result}`)).toEqual([
      'accept-repairs@school done',
      'close-ledger@school done',
      'compare-meters@school done',
      'evening@school done',
      'friday-digest@school done',
      'health@school done',
      'live@school done',
      'month-report@school done',
      'morning-digest@school done',
      'morning@school done',
      'night-watch@school done',
      'phases@school done',
      'round-list@school done',
      'round-recheck@school done',
      'round-remind@school done',
      'round-report@school done',
      'silence@school done',
      'weekly@school done',
    ]);
    expect(runs.find(({ job }) => job === 'night-watch@school')!.detail).toBe('judged=1 opened=0 recovered=0 blind=0');
  });

  it('load months of history without telling anybody about it', async () => {
    const clock = { now: at('2026-06-25', '12:00') };
    const everyNight = (instant: number) => (shanghai.clockOf(instant) >= '19:00' || shanghai.clockOf(instant) < '01:00' ? 2 : 0);
    const { jobs, changed, published, alerts } = await start([{ meter: ac('a'), series: metered(FROM, TO, everyNight) }], clock);
    for (const day of daysBetween(FROM, '2026-06-25')) changed.add(day);
    expect(await jobs.rejudge()).toBe(25);
    await jobs.deliver();
    expect(await alerts()).toHaveLength(25);
    expect(published).toEqual([]);
  });

  it('close what a night left open while the program was away', async () => {
    const clock = { now: at(FIRST_NIGHT, '23:30') };
    const { jobs, alerts } = await start(
      [{ meter: ac('a'), series: metered(FROM, TO, between(at(FIRST_NIGHT, '19:00'), at('2026-06-21', '07:00'), 2)) }],
      clock,
    );
    await jobs.runDue();
    expect(await alerts()).toMatchObject([{ state: 'open' }]);
    clock.now = at('2026-06-23', '09:00');
    await jobs.runDue();
    expect(await alerts()).toMatchObject([{ state: 'expired', closedAt: at('2026-06-21', '06:00') }]);
  });

  it('follow a leak back beyond the usual month, so that it keeps its first night', async () => {
    const clock = { now: at('2026-06-25', '06:20') };
    const { jobs, alerts } = await start(
      [{ meter: water('w'), series: metered(FROM, TO, between(at(FROM, '12:00'), at(TO, '00:00'), 0.06)) }],
      clock,
    );
    await jobs.runDue();
    expect(await alerts()).toMatchObject([
      { id: 'school:zero_flow_fail:w:2026-06-02', state: 'open', finding: { startAt: at('2026-06-02', '01:00') } },
    ]);
  });
});

describe('the silence job', () => {
  it('opens one alert for a silent meter, and closes it when it reports again', async () => {
    const clock = { now: at('2026-06-20', '12:00') };
    const { jobs, records, published, alerts } = await start([{ meter: ac('a'), series: metered(FROM, TO, () => 0) }], clock);
    const heard = (instant: number) =>
      records.intake.commit({
        latest: [{ site: 'school', meter: 'a', at: instant, receivedAt: instant, clock: 'device', fields: { energy_kwh: 1 } }],
        touched: [],
        refused: [],
        refusals: new Map(),
        unknown: [],
      });
    const listening = () =>
      records.intake.saveState({
        updatedAt: clock.now,
        connected: true,
        broker: 'b',
        protocol: '5',
        trouble: null,
        storedReadings: 0,
        messages: 0,
        readingsPerSecond: 0,
        inFlight: 0,
        writeLagMs: null,
        spooled: 0,
        spoolSince: null,
        startedAt: at('2026-06-20', '08:00'),
      });
    const tick = async () => {
      await listening();
      await jobs.runDue();
      await jobs.deliver();
    };
    await heard(at('2026-06-20', '11:59'));
    for (; clock.now <= at('2026-06-20', '15:00'); clock.now += 10 * MINUTE) await tick();
    expect(published).toEqual(['campus/school/alerts opened']);
    await heard(at('2026-06-20', '15:05'));
    await tick();
    expect(published).toEqual(['campus/school/alerts opened', 'campus/school/alerts recovered']);
    expect(await alerts()).toMatchObject([
      { id: 'school:meter_silent:a:2026-06-20', state: 'recovered', finding: { endAt: at('2026-06-20', '15:10') } },
    ]);
  });
});
