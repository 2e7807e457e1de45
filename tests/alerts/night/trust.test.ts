import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptanceOf } from '../../../alerts/night/acceptance.ts';
import { blindMeters, blindRooms } from '../../../alerts/night/blind-rooms.ts';
import { creditOf } from '../../../alerts/night/credit.ts';
import { type Label, labelsOf } from '../../../alerts/night/labels.ts';
import { recallOf, wilsonHigh } from '../../../alerts/night/recall.ts';
import { roomsToCheck, spotRooms } from '../../../alerts/night/spot-rooms.ts';
import { trustOf } from '../../../alerts/night/trust.ts';
import { addDays } from '../../../domain/local-time.ts';
import type { SpotResult } from '../../../domain/round.ts';
import { metered } from '../../analysis/series-of.ts';
import { alertOf, clock, eventOf, ground, NIGHT } from './night-rig.ts';

const label = (back: number, isRight: boolean, meter = 'ac-301', rule = 'ac_left_on'): Label => {
  const night = addDays(NIGHT, -back);
  return { alert: `${rule} ${meter} ${night}`, rule, meter, night, isRight };
};

describe('answers as labels', () => {
  const alert = alertOf('ac_left_on', 'ac-301');
  const labelled = (...words: Parameters<typeof eventOf>[1][]) =>
    labelsOf(
      [alert],
      words.map((word, index) => eventOf(alert, word, clock('23:20') + index * 60_000)),
    ).map(({ isRight }) => isRight);

  it('count "off" as right, normal use and a false alarm as wrong', () => {
    expect([labelled('off'), labelled('in_use'), labelled('false_alarm')]).toEqual([[true], [false], [false]]);
  });

  it('count nothing for who could not get in, took it on, or said nothing', () => {
    expect([labelled('no_access'), labelled('claimed'), labelled()]).toEqual([[], [], []]);
  });

  it('count once an alert, by the last answer; what the meter says changes nothing', () => {
    expect(labelled('false_alarm', 'off', 'still_on', 'claimed')).toEqual([true]);
    expect(labelled('off', 'confirmed')).toEqual([true]);
  });
});

describe('trust in a rule', () => {
  it('is not judged by fewer than six answers', () => {
    const { rules } = trustOf(
      [1, 2, 3, 4, 5].map((back) => label(back, false)),
      NIGHT,
    );
    expect(rules.get('ac_left_on')).toEqual({ answers: 5, right: 0, precision: null, isDemoted: false });
  });

  it('is lost below half of six answers, and kept at half', () => {
    const half = [1, 2, 3, 4, 5, 6].map((back) => label(back, back > 3));
    expect(trustOf(half, NIGHT).isDemoted('ac_left_on', 'ac-306')).toBe(false);
    const less = half.map((one) => ({ ...one, isRight: one.isRight && one.night !== addDays(NIGHT, -4) }));
    expect(trustOf(less, NIGHT).isDemoted('ac_left_on', 'ac-306')).toBe(true);
  });

  it('is lost for one room alone where the rule is right elsewhere', () => {
    const labels = [1, 2, 3, 4, 5, 6].flatMap((back) => [label(back, false), label(back, true, 'ac-302'), label(back, true, 'ac-303')]);
    const { isDemoted } = trustOf(labels, NIGHT);
    expect([isDemoted('ac_left_on', 'ac-301'), isDemoted('ac_left_on', 'ac-302')]).toEqual([true, false]);
  });

  it("comes back when the answers are older than 30 nights, and does not hear tonight's", () => {
    const labels = [1, 2, 3, 4, 5, 6].map((back) => label(back, false));
    expect(trustOf(labels, addDays(NIGHT, 24)).isDemoted('ac_left_on', 'ac-301')).toBe(true);
    expect(trustOf(labels, addDays(NIGHT, 25)).isDemoted('ac_left_on', 'ac-301')).toBe(false);
    expect(
      trustOf(
        [0, 0, 0, 0, 0, 0].map((back) => label(back, false)),
        NIGHT,
      ).rules.size,
    ).toBe(0);
  });
});

describe('what the lists missed', () => {
  const checks = (...results: (SpotResult | null)[]) => results.map((result) => ({ space: 's', result, at: null, by: '', byName: '' }));
  const off = (count: number) => Array<SpotResult>(count).fill('all_off');

  it('is not said before ten rooms were looked at', () => {
    expect(recallOf(checks(...off(9), 'no_access', null), 50, 900)).toEqual({ value: null, low: null, checked: 9, foundOn: 0 });
  });

  it('is the share found on, taken for all rooms on no list', () => {
    const { value, low } = recallOf(checks(...off(19), 'ac_on'), 60, 900);
    expect(value).toBeCloseTo(60 / 105, 6);
    // Wilson's upper end for 1 of 20 is 0.2361 (statsmodels, proportion_confint method='wilson').
    expect(low).toBeCloseTo(60 / (60 + 0.2361 * 900), 3);
  });

  it('has a low end that is below 1 though nothing was found', () => {
    expect(wilsonHigh(0, 10)).toBeCloseTo(0.2775, 3);
    expect(recallOf(checks(...off(10)), 30, 100)).toMatchObject({ value: 1, low: expect.closeTo(30 / 57.75, 2) as number });
  });
});

describe('spot checks', () => {
  it("pick only rooms that a guard can enter, and nobody's home", () => {
    expect(roomsToCheck(ground).map(({ id }) => id)).toEqual([
      ...['301', '302', '303', '304', '305', '306', '201', '202'].map((id) => `b-${id}`),
      'lab-it',
      'off-205',
      'off-208',
    ]);
  });

  it('are the same whenever the night is replayed, and others the next night', () => {
    const drawn = (night: string) => spotRooms(ground, night, ['ac-301'], 2);
    expect(drawn(NIGHT)).toEqual(drawn(NIGHT));
    const nights = Array.from({ length: 20 }, (_, ahead) => drawn(addDays(NIGHT, ahead)).join());
    expect(new Set(nights).size).toBeGreaterThan(10);
  });

  it('never pick a listed room, whatever is listed', () => {
    const meters = ground.plan.meters.map(({ id }) => id);
    fc.assert(
      fc.property(fc.subarray(meters), fc.integer({ min: 0, max: 300 }), (listed, ahead) => {
        const listedSpaces = listed.map((id) => ground.rulebook.placed.get(id)?.space?.id);
        for (const space of spotRooms(ground, addDays(NIGHT, ahead), listed, 2)) expect(listedSpaces).not.toContain(space);
      }),
      { numRuns: 50 },
    );
  });

  it('pick every room about equally often over a year', () => {
    const counts = new Map<string, number>();
    for (let ahead = 0; ahead < 366; ahead++) {
      for (const space of spotRooms(ground, addDays(NIGHT, ahead), [], 2)) counts.set(space, (counts.get(space) ?? 0) + 1);
    }
    // 366 × 2 draws of 11 rooms: 66.5 each, standard deviation 7.4.
    expect(Math.min(...counts.values())).toBeGreaterThan(35);
    expect(counts.size).toBe(11);
  });
});

describe('what the list cannot see', () => {
  const none: [] = [];
  it('is what the rules are blind for, and what was silent longer than its rhythm and ten minutes', () => {
    const newest = new Map([
      ['ac-301', clock('23:04')],
      ['ac-302', clock('23:05')],
      ['lab-light', clock('22:51')],
    ]);
    const watched = ['lab-light', 'ac-302', 'ac-301', 'ac-303', 'd101-ac'];
    // Minutely meters: silent from 11 minutes on; every quarter hour: from 25.
    expect(blindMeters(watched, none, newest, ground, clock('23:15'))).toEqual(['ac-301']);
    const blind = [
      { rule: 'ac_left_on', meter: 'ac-303', night: NIGHT, why: 'no_data' as const },
      { rule: 'ac_left_on', meter: 'ac-302', night: NIGHT, why: 'not_enough_history' as const },
      { rule: 'ac_left_on', meter: 'd101-ac', night: NIGHT, why: 'no_data' as const },
    ];
    expect(blindMeters(watched, blind, newest, ground, clock('23:15'))).toEqual(['ac-301', 'ac-303']);
  });

  it('is counted in rooms', () => {
    const { rooms, places } = blindRooms(['ac-301', 'lab-light', 'off-main', 'gone'], ground);
    expect([rooms, places.map(({ zh }) => zh)]).toEqual([3, ['教学楼B 三楼 301', '实验楼 二楼 机房', '行政楼 行政楼总表']]);
  });
});

describe('energy avoided', () => {
  const series = metered('2026-11-20', '2026-11-22', (instant) => (instant < clock('23:50') ? 2.2 : 0.1));
  const off = { level: 0.25, baseline: 0.1 };
  const prices = { yuanPerKwh: 0.538, yuanPerM3: 3.19 };
  const spans = { series, off, offAt: clock('23:50'), openingAt: clock('06:00') };

  it('is what ran above standby, for the hours until opening', () => {
    const { finding } = alertOf('ac_left_on', 'ac-301', { startAt: clock('22:45') });
    // 2.1 kW × 6 h 10 min = 12.95 kWh; × 0.538 = 6.97 yuan.
    expect(creditOf(finding, spans, prices)).toEqual({ kwh: expect.closeTo(12.95, 1) as number, fen: 697 });
  });

  it('is not known, and not 0, for water, after opening, or where nothing is known to have run', () => {
    const water = alertOf('burst', 'lab-water', { rate: { value: 3000, unit: 'L/h' } }).finding;
    expect(creditOf(water, spans, prices)).toBeNull();
    const { finding } = alertOf('ac_left_on', 'ac-301', { startAt: clock('22:45') });
    expect(creditOf(finding, { ...spans, openingAt: clock('23:45') }, prices)).toBeNull();
    expect(creditOf({ ...finding, startAt: clock('00:30') }, { ...spans, offAt: clock('01:30') }, prices)).toBeNull();
  });
});

describe('a repair', () => {
  const repairedAt = clock('09:00');
  const nights = [1, 2, 3].map((day) => clock('05:00') + day * 86_400_000);
  const alert = (state: string, endAt?: number) => ({ state, openedAt: clock('06:15'), finding: { endAt } });

  it('is accepted by the meter after two known nights without the leak', () => {
    const at = (known: number[]) => acceptanceOf(repairedAt, alert('recovered', clock('09:30')), [], known);
    expect(at(nights.slice(0, 1))).toEqual({ nights: 1, needed: 2, acceptedAt: undefined, isBack: false });
    expect(at(nights)).toEqual({ nights: 2, needed: 2, acceptedAt: nights[1], isBack: false });
  });

  it('is not accepted while it goes on, and not when its rule finds it again', () => {
    expect(acceptanceOf(repairedAt, alert('open'), [], nights).acceptedAt).toBeUndefined();
    const back = acceptanceOf(repairedAt, alert('recovered', clock('09:30')), [{ state: 'open' }], nights);
    expect([back.acceptedAt, back.isBack, back.nights]).toEqual([undefined, true, 0]);
  });

  it('counts nights only since the flow ended', () => {
    const late = acceptanceOf(repairedAt, alert('recovered', nights[0]! + 1), [], nights);
    expect([late.nights, late.acceptedAt]).toEqual([2, nights[2]]);
  });
});
