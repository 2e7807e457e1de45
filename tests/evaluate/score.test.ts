import { describe, expect, it } from 'vitest';
import { score, type ScoreQuestion } from '../../evaluate/score.ts';
import type { Said, Truth } from '../../evaluate/truth.ts';

const HOUR_MS = 3_600_000;

const truth = (more: Partial<Truth> = {}): Truth => ({
  id: 'toilet',
  cause: 'running_toilet',
  sizeClass: '31.5 L/h',
  meter: 'branch',
  startAt: 100 * HOUR_MS,
  endAt: 200 * HOUR_MS,
  isFindable: true,
  ...more,
});
const finding = (more: Partial<Said> = {}): Said => ({
  rule: 'zero_flow_fail',
  meter: 'branch',
  night: '2026-03-02',
  startAt: 120 * HOUR_MS,
  endAt: 190 * HOUR_MS,
  reportedAt: 148 * HOUR_MS,
  isFirm: true,
  ...more,
});
function scored(truths: Truth[], said: Said[], more: Partial<ScoreQuestion> = {}) {
  return score({ truths, said, ancestorsOf: (meter) => (meter === 'branch' ? ['main'] : []), watches: () => true, ...more });
}
const verdicts = (truths: Truth[], said: Said[]) => scored(truths, said).said.map(({ verdict }) => verdict);

describe('score', () => {
  it('is right where a rule names the cause on its own meter', () => {
    const { said, truths } = scored([truth()], [finding()]);
    expect(said).toMatchObject([{ verdict: 'right', truths: ['toilet'] }]);
    expect(truths[0]!.foundAt).toEqual({ zero_flow_fail: 148 * HOUR_MS });
  });

  it('is false where nothing is wrong: another meter, another time', () => {
    expect(verdicts([truth()], [finding({ meter: 'elsewhere' })])).toEqual(['false']);
    expect(verdicts([truth()], [finding({ startAt: 225 * HOUR_MS, endAt: 230 * HOUR_MS })])).toEqual(['false']);
    expect(verdicts([truth()], [finding({ startAt: 70 * HOUR_MS, endAt: 75 * HOUR_MS })])).toEqual(['false']);
    expect(verdicts([], [finding()])).toEqual(['false']);
  });

  it('keeps to the tolerance of the cause: a day for a leak, an hour for an air-conditioner', () => {
    expect(verdicts([truth()], [finding({ startAt: 224 * HOUR_MS, endAt: 230 * HOUR_MS })])).toEqual(['right']);
    const ac = truth({ cause: 'forgotten_ac', id: 'ac' });
    const said = finding({ rule: 'ac_left_on', endAt: 210 * HOUR_MS });
    expect(verdicts([ac], [{ ...said, startAt: 201 * HOUR_MS }])).toEqual(['right']);
    expect(verdicts([ac], [{ ...said, startAt: 201 * HOUR_MS + 1 }])).toEqual(['false']);
  });

  it('counts what a rule says again about the same cause once, the first of them', () => {
    const { said, truths } = scored(
      [truth()],
      [finding({ startAt: 170 * HOUR_MS, reportedAt: 175 * HOUR_MS }), finding({ endAt: 160 * HOUR_MS })],
    );
    expect(said.map(({ verdict, reportedAt }) => [verdict, reportedAt / HOUR_MS])).toEqual([
      ['right', 148],
      ['repeat', 175],
    ]);
    expect(truths[0]!.foundAt).toEqual({ zero_flow_fail: 148 * HOUR_MS });
  });

  it('counts two rules that find one cause as right both', () => {
    expect(verdicts([truth()], [finding(), finding({ rule: 'night_flow_step' })])).toEqual(['right', 'right']);
  });

  it('counts one finding as finding all causes that it overlaps', () => {
    const causes = [truth({ id: 'a', cause: 'forgotten_ac' }), truth({ id: 'b', cause: 'forgotten_ac', startAt: 150 * HOUR_MS })];
    const { truths, said } = scored(causes, [finding({ rule: 'ac_left_on' })]);
    expect(said).toMatchObject([{ verdict: 'right', truths: ['a', 'b'] }]);
    expect(truths.map(({ foundAt }) => Object.keys(foundAt))).toEqual([['ac_left_on'], ['ac_left_on']]);
  });

  it('calls a meter before the cause consistent, not false, and the cause is not found by it', () => {
    const { said, truths } = scored([truth()], [finding({ meter: 'main' })]);
    expect(said).toMatchObject([{ verdict: 'consistent', truths: ['toilet'] }]);
    expect(truths[0]!.foundAt).toEqual({});
  });

  it('calls another rule that the cause explains consistent, and one that it does not explain false', () => {
    expect(verdicts([truth()], [finding({ rule: 'baseline_drift' })])).toEqual(['consistent']);
    expect(verdicts([truth()], [finding({ rule: 'ac_left_on' })])).toEqual(['false']);
    // A cistern is no burst; a burst is a leak.
    expect(verdicts([truth({ cause: 'late_backfill' })], [finding()])).toEqual(['false']);
  });

  it('takes a cause of the whole school at whichever meter speaks of it', () => {
    const frost = truth({ id: 'frost', cause: 'frost_night', meter: null });
    expect(verdicts([frost], [finding({ rule: 'frost_risk', meter: 'thermometer' })])).toEqual(['right']);
    const cool = truth({ id: 'cool', cause: 'cool_night', meter: null, isFindable: false });
    expect(verdicts([cool], [finding({ rule: 'frost_risk', meter: 'thermometer' })])).toEqual(['consistent']);
  });

  it('asks only rules that look at the meter of a cause', () => {
    const { truths } = scored([truth()], [], { watches: (rule, meter) => rule === 'slow_leak' && meter === 'branch' });
    expect(truths[0]!.watchedBy).toEqual(['slow_leak']);
  });
});
