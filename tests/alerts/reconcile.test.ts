import { describe, expect, it } from 'vitest';
import { type Judged, reconcile } from '../../alerts/reconcile.ts';
import { ALL_RULES } from '../../analysis/registry.ts';
import type { Alert } from '../../domain/alert.ts';
import type { Blind, Finding } from '../../domain/finding.ts';
import { createLocalTime } from '../../domain/local-time.ts';

const local = createLocalTime('Asia/Shanghai');
const NIGHT = '2026-07-01';
const at = (clock: string, day = NIGHT) => local.at(day, clock);
const MORNING = at('06:00', '2026-07-02');

const finding = (more: Partial<Finding> = {}): Finding => ({
  rule: 'ac_left_on',
  meter: 'm1',
  night: NIGHT,
  startAt: at('23:30'),
  certainty: 'measured',
  rate: { value: 2.1, unit: 'kW' },
  wasted: { value: 0, unit: 'kWh' },
  evidence: [],
  ...more,
});
const gap = (meter = 'm1', night = NIGHT): Blind => ({ rule: 'ac_left_on', meter, night, why: 'no_data' });

function judged(findings: Finding[], now: number, more: Partial<Judged> = {}): Judged {
  return {
    site: 'school',
    rule: 'ac_left_on',
    scope: 'night',
    meters: new Set(['m1', 'm2']),
    fromNight: NIGHT,
    toNight: NIGHT,
    findings,
    blind: [],
    excused: [],
    asOf: () => Math.min(now, MORNING),
    isOver: () => now >= MORNING,
    ...more,
  };
}

/** Apply one judgement after the other, as the store does. */
function play(...turns: { findings: Finding[]; now: number; more?: Partial<Judged> }[]) {
  const alerts = new Map<string, Alert>();
  const told: (string | undefined)[] = [];
  for (const { findings, now, more } of turns) {
    const changes = reconcile(judged(findings, now, more), [...alerts.values()], now);
    for (const { alert } of changes) alerts.set(alert.id, alert);
    told.push(changes.length === 0 ? 'nothing' : changes.map(({ notice }) => notice?.kind ?? 'quiet').join());
  }
  return { alerts: [...alerts.values()], told };
}

describe('reconciling alerts with what was judged', () => {
  it('withdraws without a word what people exclude, and says again what is still there afterwards', () => {
    const { alerts, told } = play(
      { findings: [finding()], now: at('23:30') },
      { findings: [], now: at('23:35'), more: { excused: [finding()] } },
      { findings: [], now: at('23:40'), more: { excused: [finding()] } },
      { findings: [finding()], now: at('23:45') },
    );
    expect(told).toEqual(['opened', 'quiet', 'nothing', 'reopened']);
    expect(alerts).toMatchObject([{ state: 'open' }]);
    const left = play({ findings: [finding()], now: at('23:30') }, { findings: [], now: at('23:35'), more: { excused: [finding()] } });
    expect(left.alerts.map(({ state, finding: { endAt } }) => [state, endAt])).toEqual([['withdrawn', undefined]]);
  });

  it('opens once, says nothing while nothing changes, updates quietly, and tells of the end', () => {
    const ended = finding({ endAt: at('00:10', '2026-07-02') });
    const { alerts, told } = play(
      { findings: [finding()], now: at('23:30') },
      { findings: [finding()], now: at('23:35') },
      { findings: [finding({ wasted: { value: 1, unit: 'kWh' } })], now: at('23:45') },
      { findings: [ended], now: at('01:00', '2026-07-02') },
      { findings: [ended], now: at('01:05', '2026-07-02') },
    );
    expect(told).toEqual(['opened', 'nothing', 'quiet', 'recovered', 'nothing']);
    expect(alerts).toMatchObject([
      {
        id: 'school:ac_left_on:m1:2026-07-01',
        state: 'recovered',
        openedAt: at('23:30'),
        closedAt: at('01:00', '2026-07-02'),
        finding: ended,
      },
    ]);
  });

  it('reopens the same alert when it is switched on again', () => {
    const { alerts, told } = play(
      { findings: [finding({ endAt: at('23:50') })], now: at('23:59') },
      { findings: [finding()], now: at('02:00', '2026-07-02') },
    );
    expect(told).toEqual(['quiet', 'reopened']);
    expect(alerts).toMatchObject([{ state: 'open', closedAt: undefined }]);
  });

  it('is neither open nor recovered while the meter does not report', () => {
    const silent = { blind: [gap()] };
    const { alerts, told } = play(
      { findings: [finding()], now: at('23:30') },
      { findings: [finding()], now: at('01:00', '2026-07-02'), more: silent },
      { findings: [], now: at('01:30', '2026-07-02'), more: silent },
    );
    expect(told).toEqual(['opened', 'quiet', 'nothing']);
    expect(alerts).toMatchObject([{ state: 'no_data', closedAt: at('01:00', '2026-07-02') }]);
    expect(play({ findings: [finding()], now: at('23:30'), more: { blind: [gap('m2')] } }).alerts).toMatchObject([{ state: 'open' }]);
  });

  it('is open when it was found, though the rule knows too little to say more, and not taken back for that', () => {
    const young = { blind: [{ ...gap(), why: 'not_enough_history' as const }] };
    expect(play({ findings: [finding()], now: at('23:30'), more: young }).alerts).toMatchObject([{ state: 'open' }]);
    const { alerts } = play({ findings: [finding()], now: at('23:30') }, { findings: [], now: at('23:45'), more: young });
    expect(alerts).toMatchObject([{ state: 'no_data' }]);
  });

  it('expires what still runs when the night is over, without a word', () => {
    const { alerts, told } = play({ findings: [finding()], now: at('23:30') }, { findings: [finding()], now: MORNING });
    expect(told).toEqual(['opened', 'quiet']);
    expect(alerts).toMatchObject([{ state: 'expired', closedAt: MORNING }]);
  });

  it('tells of a finding when it becomes firm, and of the end of those only that were told', () => {
    const weak = finding({ isFirm: false });
    const ended = (more: Partial<Finding>) => finding({ endAt: at('00:10', '2026-07-02'), ...more });
    const later = at('01:00', '2026-07-02');
    expect(
      play({ findings: [weak], now: at('23:30') }, { findings: [finding()], now: at('23:45') }, { findings: [ended({})], now: later }).told,
    ).toEqual(['quiet', 'opened', 'recovered']);
    expect(play({ findings: [weak], now: at('23:30') }, { findings: [ended({ isFirm: false })], now: later }).told).toEqual([
      'quiet',
      'quiet',
    ]);
    expect(play({ findings: [weak], now: at('23:30') }, { findings: [], now: at('23:45') }).told).toEqual(['quiet', 'quiet']);
    expect(play({ findings: [ended({ isFirm: false })], now: at('23:59') }, { findings: [finding()], now: later }).told).toEqual([
      'quiet',
      'opened',
    ]);
  });

  it('tells nobody of what belongs in the weekly digest', () => {
    const digest = ALL_RULES.filter(({ urgency }) => urgency === 'digest').map(({ rule }) => rule);
    const others = ALL_RULES.filter(({ urgency }) => urgency !== 'digest').map(({ rule }) => rule);
    const told = (rule: string) => play({ findings: [finding({ rule })], now: at('23:30'), more: { rule } }).told;
    expect(digest.map(told)).toEqual(digest.map(() => ['quiet']));
    expect(others.map(told)).toEqual(others.map(() => ['opened']));
    expect(told('rule_of_an_earlier_version')).toEqual(['opened']);
  });

  it('takes an alert back when late readings show that there was nothing', () => {
    const { alerts, told } = play({ findings: [finding()], now: at('23:30') }, { findings: [], now: at('23:40') });
    expect(told).toEqual(['opened', 'recovered']);
    expect(alerts).toMatchObject([{ state: 'recovered', finding: { endAt: at('23:40') } }]);
  });

  it('leaves alerts of other meters, rules and nights alone', () => {
    const other = play({
      findings: [finding({ meter: 'm9' }), finding({ night: '2026-06-30' })],
      now: at('23:30'),
      more: { meters: new Set(['m9']) },
    }).alerts;
    expect(other).toHaveLength(2);
    expect(reconcile(judged([], at('23:40')), other, at('23:40'))).toEqual([]);
    expect(reconcile(judged([], at('23:40'), { rule: 'zero_flow_fail', meters: new Set(['m9']) }), other, at('23:40'))).toEqual([]);
  });

  it('keeps history quiet: a night that ended more than a day ago is not news', () => {
    const later = at('07:00', '2026-07-03');
    expect(play({ findings: [finding(), finding({ meter: 'm2', endAt: at('23:50') })], now: later }).told).toEqual(['quiet,quiet']);
    const [change] = reconcile(
      judged([finding({ endAt: MORNING })], later),
      play({ findings: [finding()], now: at('23:30') }).alerts,
      later,
    );
    expect(change).toMatchObject({ alert: { state: 'recovered' } });
    expect(change!.notice).toBeUndefined();
  });

  it('keeps a leak one alert night after night, and ends it with the first clear night', () => {
    const leak = (nights: number, endAt?: number) =>
      finding({
        rule: 'zero_flow_fail',
        night: '2026-06-20',
        startAt: at('01:00', '2026-06-20'),
        endAt,
        evidence: [{ name: 'leak_nights', value: nights, unit: 'nights' }],
      });
    const turn = (day: string, found: Finding) => ({
      findings: [found],
      now: at('06:15', day),
      more: {
        rule: 'zero_flow_fail' as const,
        scope: 'cause' as const,
        fromNight: day,
        toNight: day,
        asOf: () => at('05:00', day),
        isOver: () => true,
      },
    });
    const { alerts, told } = play(
      turn('2026-06-21', leak(2)),
      turn('2026-06-22', leak(3)),
      turn('2026-06-23', leak(4)),
      turn('2026-06-24', leak(4, at('05:00', '2026-06-23'))),
    );
    expect(told).toEqual(['opened', 'quiet', 'quiet', 'recovered']);
    expect(alerts).toMatchObject([{ night: '2026-06-20', state: 'recovered', openedAt: at('05:00', '2026-06-21') }]);
  });
});
