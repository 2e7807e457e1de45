import { describe, expect, it } from 'vitest';
import { createRulebook } from '../../../analysis/rulebook.ts';
import { findCandidates } from '../../../alerts/night/candidates.ts';
import { shanghai } from '../../analysis/series-of.ts';
import { alertOf, clock, found, ground, metersOf, NIGHT, PLAN } from './night-rig.ts';

const listed = (...given: Parameters<typeof found>) => metersOf(found(...given).listed);

describe("candidates of tonight's list", () => {
  it('takes what is open for the guard tonight, as one walks', () => {
    expect(
      listed([alertOf('night_excess_building', 'off-main'), alertOf('ac_left_on', 'ac-303'), alertOf('ac_left_on', 'ac-201')]),
    ).toEqual(['ac_left_on ac-201', 'ac_left_on ac-303', 'night_excess_building off-main']);
  });

  it('leaves out what is over, of another night, not firm, for somebody else, or of a meter that is gone', () => {
    expect(
      listed([
        alertOf('ac_left_on', 'ac-301', { state: 'recovered' }),
        alertOf('ac_left_on', 'ac-302', { night: '2026-11-19' }),
        alertOf('night_excess_building', 'off-main', { isFirm: false }),
        alertOf('night_flow_step', 'b-water'),
        alertOf('meter_silent', 'ac-303'),
        alertOf('ac_left_on', 'ac-999'),
      ]),
    ).toEqual([]);
  });

  it('keeps what was on when its meter fell silent: nobody has seen it end', () => {
    expect(listed([alertOf('ac_left_on', 'ac-301', { state: 'no_data' })])).toEqual(['ac_left_on ac-301']);
  });

  it("never names anybody's home, not even for a burst", () => {
    expect(
      listed([
        alertOf('night_excess_building', 'flats-main'),
        alertOf('burst', 'flats-water', { rate: { value: 3000, unit: 'L/h' } }),
        alertOf('ac_left_on', 'd101-ac'),
      ]),
    ).toEqual([]);
  });

  it('takes a burst whatever the night it began', () => {
    expect(listed([alertOf('burst', 'lab-water', { night: '2026-11-18', rate: { value: 3000, unit: 'L/h' } })])).toEqual([
      'burst lab-water',
    ]);
  });

  const running = (meter: string, lph: number) =>
    alertOf('continuous_flow', meter, { night: '2026-11-19', rate: { value: lph, unit: 'L/h' } });

  it('takes a running tap of a toilet, and of a building only where he goes anyway and would hear it', () => {
    expect(listed([running('gate-water', 40)])).toEqual(['continuous_flow gate-water']);
    expect(listed([running('lab-water', 150)])).toEqual([]);
    expect(listed([running('lab-water', 150), alertOf('lights_left_on', 'lab-light')])).toEqual([
      'continuous_flow lab-water',
      'lights_left_on lab-light',
    ]);
    expect(listed([running('lab-water', 30), alertOf('lights_left_on', 'lab-light')])).toEqual(['lights_left_on lab-light']);
  });

  it('takes two rules about the same water as one', () => {
    expect(
      listed([running('gate-water', 120), alertOf('zero_flow_fail', 'gate-water', { rate: { value: 120, unit: 'L/h' } })]),
    ).toHaveLength(1);
  });

  it('names the breaker, and not the air-conditioners behind it', () => {
    const alerts = [alertOf('ac_left_on', 'lab-feeder'), alertOf('breaker_not_opened', 'lab-feeder')];
    expect(listed(alerts)).toEqual(['breaker_not_opened lab-feeder']);
  });

  it('puts demoted rules aside, but never a burst', () => {
    const alerts = [alertOf('ac_left_on', 'ac-301'), alertOf('burst', 'lab-water', { rate: { value: 3000, unit: 'L/h' } })];
    const { listed: kept, demoted } = found(alerts, { isDemoted: () => true });
    expect([metersOf(kept), metersOf(demoted)]).toEqual([['burst lab-water'], ['ac_left_on ac-301']]);
  });

  it('leaves a room out while late use is permitted there', () => {
    const permit = {
      id: 'p',
      site: 'school',
      kind: 'permit',
      scope: { kind: 'space', id: 'b-301' },
      rules: null,
      fromAt: clock('22:00'),
      untilAt: clock('23:45'),
      reason: '加班',
      by: '李',
      recordedAt: 0,
      ended: null,
    } as const;
    const plan = { ...PLAN, declarations: [permit] };
    const permitted = { ...ground, plan, rulebook: createRulebook(plan, shanghai, {}) };
    const at = (time: string) =>
      findCandidates([alertOf('ac_left_on', 'ac-301')], { ground: permitted, night: NIGHT, isDemoted: () => false, now: clock(time) })
        .listed.length;
    expect([at('23:15'), at('23:45')]).toEqual([0, 1]);
  });
});
