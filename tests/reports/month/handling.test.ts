import { describe, expect, it } from 'vitest';
import { toSiteView } from '../../../consumption/site-view.ts';
import type { Alert } from '../../../domain/alert.ts';
import type { AlertEvent } from '../../../domain/handling.ts';
import type { Round } from '../../../domain/round.ts';
import { loadAlerts } from '../../../reports/month/alert-book.ts';
import { anomaliesOf } from '../../../reports/month/anomalies.ts';
import { leaksPart } from '../../../reports/month/leaks-part.ts';
import { repairsPart } from '../../../reports/month/repairs-part.ts';
import { roundsPart } from '../../../reports/month/rounds-part.ts';
import { leak, leftOn, meterTrouble, PLAN, roundOf, SHANGHAI, word } from '../../alerts/digest/school.ts';
import { openTemporary } from '../../store/records/open.ts';

const NOW = SHANGHAI.at('2026-12-01', '06:30');
const DAY_MS = 24 * 3_600_000;
const VIEW = toSiteView(PLAN, SHANGHAI, {});
const NOVEMBER = { from: '2026-11-01', to: '2026-12-01' };

/** What the records say of the month once all of it is stored. */
async function bookOf(alerts: readonly Alert[], events: readonly AlertEvent[] = [], rounds: readonly Round[] = []) {
  const [records] = await openTemporary();
  await records.catalog.declare(PLAN);
  await records.alerts.apply(
    alerts.map((alert) => ({ alert })),
    0,
  );
  for (const event of events) await records.alertEvents.add(event);
  for (const round of rounds) await records.rounds.save(round);
  return loadAlerts({ records }, VIEW, NOVEMBER);
}

describe('anomalies of a month', () => {
  it('stand with place, handling, time and loss, the dearest first', async () => {
    const [room, water] = [leftOn('ac-301', { startAt: SHANGHAI.at('2026-11-19', '22:00') }), leak('lab-water')];
    const book = await bookOf([room, water], [word(room, 'off', '23:50'), word(room, 'confirmed', '23:59')]);
    const { rows, counts, omitted, more } = anomaliesOf(VIEW, book);
    expect(
      rows.map(({ number, place, handling, acceptance, loss }) => [
        number,
        place.zh,
        handling.zh,
        acceptance?.zh,
        loss?.amount,
        loss?.yuan,
      ]),
    ).toEqual([
      // 9.1 m³ at 3.19 yuan, 13 kWh at 0.538.
      [1, '实验楼', '没有人处理', undefined, '9.1', '29.03'],
      [2, '教学楼B 三楼 301', '已关闭', '表已确认', '13', '6.99'],
    ]);
    // Found at 22:30.
    expect(rows[1]!.tookMs).toBe(89 * 60_000);
    expect(counts.map(({ rule, count }) => [rule, count])).toEqual([
      ['ac_left_on', 1],
      ['zero_flow_fail', 1],
    ]);
    expect({ omitted, more }).toEqual({ omitted: 0, more: 0 });
  });

  it('of homes are counted and never listed', async () => {
    const { rows, omitted } = anomaliesOf(VIEW, await bookOf([leftOn('dorm-ac'), leftOn('ac-301')]));
    expect(rows.map(({ place }) => place.zh)).toEqual(['教学楼B 三楼 301']);
    expect(omitted).toBe(1);
  });

  it('of another month, withdrawn, or not sure are not in it', async () => {
    const others = [
      leftOn('ac-301', { night: '2026-10-31' }),
      leftOn('ac-303', { state: 'withdrawn' }),
      leftOn('ac-401', { isFirm: false }),
    ];
    expect(anomaliesOf(VIEW, await bookOf(others))).toEqual({ rows: [], counts: [], omitted: 0, more: 0 });
  });

  it('lose nothing that was a false alarm', async () => {
    const room = leftOn('ac-301');
    const [row] = anomaliesOf(VIEW, await bookOf([room], [word(room, 'false_alarm', '23:50')])).rows;
    expect(row).toMatchObject({ handling: { zh: '误报' }, loss: null });
  });
});

describe('rounds of a month', () => {
  it('say what was found, switched off, confirmed and avoided', async () => {
    const [confirmed, wrong, silent] = [leftOn('ac-301'), leftOn('ac-303'), leftOn('ac-401')];
    const avoided = { avoided: { kwh: 12.5, fen: 673 } };
    const events = [word(confirmed, 'off', '23:40'), word(confirmed, 'confirmed', '23:59', avoided), word(wrong, 'false_alarm', '23:45')];
    const part = roundsPart(VIEW, await bookOf([confirmed, wrong, silent], events, [roundOf([[confirmed, wrong], [silent]])]), NOW);
    expect(part.airConditioners).toEqual({ found: 3, off: 1, confirmedOff: 1, inUse: 0, falseAlarms: 1, open: 1 });
    expect(part.avoided).toMatchObject({ kwh: '12.5', yuan: '6.73', rooms: 1 });
    expect(part.rounds).toMatchObject({ due: 1, done: 1, missed: [], answeredShare: 0.666667, falseShare: 0.5 });
    // The false alarm is nobody's fault.
    expect(part.rounds.classes.worst.map(({ place, times }) => [place.zh, times])).toEqual([
      ['教学楼B 301', 1],
      ['教学楼B 401', 1],
    ]);
    expect(part.rounds.classes.best[0]).toEqual({ place: { zh: '教学楼B 303', en: 'Teaching B, 303' }, times: 0 });
  });

  it('name the nights that nobody walked, and know nothing without a list', async () => {
    const room = leftOn('ac-301');
    const missed = roundsPart(VIEW, await bookOf([room], [], [roundOf([[room]])]), NOW);
    expect(missed.rounds).toMatchObject({ due: 1, done: 0, missed: ['2026-11-19'] });
    expect(roundsPart(VIEW, await bookOf([]), NOW)).toMatchObject({
      airConditioners: null,
      avoided: null,
      rounds: { due: 0, answeredShare: null, falseShare: null },
    });
  });
});

describe('leaks and repairs of a month', () => {
  it('count one leak behind two meters once, and stop its water when the meter accepts the repair', async () => {
    const endAt = SHANGHAI.at('2026-11-20', '10:00');
    const [outer, inner] = [
      leak('lab-water', { state: 'recovered', endAt }),
      leak('wc-water', { state: 'recovered', endAt, rate: 110, wasted: 8 }, 'continuous_flow'),
    ];
    const other = leak('office-water', { rate: 60, wasted: 2 });
    const events = [word(outer, 'reported', '08:00'), word(outer, 'repaired', '09:00'), word(outer, 'accepted', '11:00')];
    const book = await bookOf([outer, inner, other], events);
    // 120 L/h are 2.88 m³ a day, at 3.19 yuan.
    expect(leaksPart(VIEW, book)).toEqual({ found: 2, repaired: 1, lostM3: '11.1', stoppedM3PerDay: '2.88', yuanPerDay: '9.19' });
    const [leaks] = repairsPart(book);
    expect(leaks).toMatchObject({ category: { zh: '漏水' }, accepted: 1, done: 1, overdue: 0, meanMs: 3 * 3_600_000, satisfaction: null });
  });

  it('call overdue what was reported more than a week before the end of the month and is not done', async () => {
    const meter = meterTrouble('office-main');
    const late = { at: NOW - 10 * DAY_MS, recordedAt: NOW - 10 * DAY_MS };
    expect(repairsPart(await bookOf([meter], [word(meter, 'reported', '08:00', late)]))).toMatchObject([
      { category: { zh: '表计' }, accepted: 1, done: 0, overdue: 1, meanMs: null },
    ]);
  });
});
