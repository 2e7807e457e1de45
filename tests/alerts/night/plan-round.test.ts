import { describe, expect, it } from 'vitest';
import { addToRound } from '../../../alerts/night/add-to-round.ts';
import { planRound } from '../../../alerts/night/plan-round.ts';
import type { Alert } from '../../../domain/alert.ts';
import { alertOf, clock, found, ground, NIGHT } from './night-rig.ts';

const plan = {
  site: 'school',
  night: NIGHT,
  number: 1,
  endsAt: clock('01:30'),
  maxStops: 12,
  expected: [],
  spaces: ['b-302'],
  blind: ['ac-306'],
};
const planned = (alerts: Alert[], maxStops = 12) => planRound(found(alerts), { ...plan, maxStops }, ground, clock('23:15'));
const ac = (room: string, kw = 0.7) => alertOf('ac_left_on', `ac-${room}`, { rate: { value: kw, unit: 'kW' } });
const id = (rule: string, meter: string) => `school:${rule}:${meter}:${NIGHT}`;
const stopsOf = ({ stops }: { stops: readonly { id: string; alerts: readonly string[] }[] }) =>
  stops.map((stop) => `${stop.id} ${stop.alerts.map((alert) => alert.split(':')[2]).join(' ')}`);

describe("tonight's list", () => {
  it('merges identical rooms of a floor and goes as one walks', () => {
    expect(stopsOf(planned([ac('306'), alertOf('lights_left_on', 'lab-light'), ac('301'), ac('201'), ac('303')]))).toEqual([
      'b:2:ac ac-201',
      'b:3:ac ac-301 ac-303 ac-306',
      'lab:2:lights lab-light',
    ]);
  });

  it('begins with a burst, then the breaker that was not opened', () => {
    const burst = alertOf('burst', 'lab-water', { rate: { value: 3000, unit: 'L/h' } });
    expect(stopsOf(planned([ac('301'), alertOf('breaker_not_opened', 'lab-feeder'), burst]))).toEqual([
      'lab:-:burst lab-water',
      'lab:-:other lab-feeder',
      'b:3:ac ac-301',
    ]);
  });

  it('keeps the dearest until morning, in walking order, and leaves the rest to the digest', () => {
    const alerts = [ac('201', 0.3), ac('301', 0.9), alertOf('lights_left_on', 'lab-light', { rate: { value: 2, unit: 'kW' } })];
    const round = planned(alerts, 2);
    expect(stopsOf(round)).toEqual(['b:3:ac ac-301', 'lab:2:lights lab-light']);
    expect(round.leftOut).toEqual([id('ac_left_on', 'ac-201')]);
  });

  it('never leaves a burst out', () => {
    const burst = alertOf('burst', 'lab-water', { rate: null });
    expect(stopsOf(planned([ac('301'), burst], 1))).toEqual(['lab:-:burst lab-water']);
    expect(stopsOf(planned([burst, alertOf('burst', 'b-water', { rate: null })], 1))).toHaveLength(2);
  });

  it('begins with nothing known of walks, checks and answers', () => {
    expect(planned([])).toEqual({
      site: 'school',
      night: NIGHT,
      number: 1,
      frozenAt: clock('23:15'),
      recheckedAt: null,
      endsAt: clock('01:30'),
      stops: [],
      leftOut: [],
      spotChecks: [{ space: 'b-302', result: null, at: null, by: '', byName: '' }],
      expected: [],
      blind: ['ac-306'],
      remindedAt: null,
      reportedAt: null,
    });
  });
});

describe('what comes on to the list', () => {
  const added = (before: Alert[], now: Alert[], maxStops = 12) =>
    addToRound(planned(before, maxStops), found(now), ground, maxStops, clock('23:30'));

  it('joins its stop at its place on the way, or stands behind the others', () => {
    const { round, added: news } = added([ac('301'), ac('306')], [ac('301'), ac('303'), ac('306'), ac('201')]);
    expect(stopsOf(round)).toEqual(['b:3:ac ac-301 ac-303 ac-306', 'b:2:ac ac-201']);
    expect(news.toSorted()).toEqual([id('ac_left_on', 'ac-201'), id('ac_left_on', 'ac-303')]);
    expect(round.stops.map(({ addedAt }) => addedAt)).toEqual([clock('23:15'), clock('23:30')]);
  });

  it('stands in walking order, the dearest where there is not room for all', () => {
    const dear = alertOf('ac_left_on', 'ac-301', { rate: { value: 5, unit: 'kW' } });
    expect(stopsOf(added([], [dear, ac('201')]).round)).toEqual(['b:2:ac ac-201', 'b:3:ac ac-301']);
    const { round } = added([], [dear, ac('201')], 1);
    expect([stopsOf(round), round.leftOut]).toEqual([['b:3:ac ac-301'], [id('ac_left_on', 'ac-201')]]);
  });

  it('takes nothing away, whatever has ended', () => {
    const { round, added: news } = added([ac('301'), ac('201')], []);
    expect([stopsOf(round), news]).toEqual([['b:2:ac ac-201', 'b:3:ac ac-301'], []]);
  });

  it('lets only a burst in beyond the most stops, and says what was left out once', () => {
    const burst = alertOf('burst', 'lab-water', { rate: { value: 3000, unit: 'L/h' } });
    const first = added([ac('301')], [ac('301'), ac('201'), burst], 1);
    expect(stopsOf(first.round)).toEqual(['b:3:ac ac-301', 'lab:-:burst lab-water']);
    expect(first.round.leftOut).toEqual([id('ac_left_on', 'ac-201')]);
    const again = addToRound(first.round, found([ac('301'), ac('201'), burst]), ground, 1, clock('23:35'));
    expect(again).toEqual({ round: first.round, added: [] });
  });
});
