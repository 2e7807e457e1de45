import { describe, expect, it, onTestFinished } from 'vitest';
import type { Problem } from '../../api/schemas/common.ts';
import type { RoundNight, RoundView, TrustAnswer } from '../../api/schemas/tonight.ts';
import { addDays } from '../../domain/local-time.ts';
import { acOn, at, eventOf, MORNING, NIGHT, openNight, roundOf, stopOf } from './night-school.ts';
import { LONDON, type School } from './school.ts';

const NOON = LONDON.at(MORNING, '09:00');

async function open(...given: Parameters<typeof openNight>): Promise<School> {
  const school = await openNight(...given);
  onTestFinished(() => school.close());
  return school;
}
const rounds = (school: Pick<School, 'get'>, from = NIGHT, to = NIGHT) =>
  school.get<{ rounds: RoundView[] }>(`/rounds?fromNight=${from}&toNight=${to}`).then((list) => list.rounds);

describe('the lists of one night', () => {
  const night = (school: Pick<School, 'get'>, of = NIGHT) => school.get<RoundNight>(`/rounds/${of}`).then((answer) => answer.rounds);

  it('name every stop and room with how it is now, and the rooms that were looked at', async () => {
    const [one, library] = [acOn('a-ac'), acOn('ac-lib')];
    const found = { space: 'a-305', result: 'ac_on', at: at('23:55'), by: 'p2', byName: '李师傅' } as const;
    const school = await open(
      [one, library],
      [roundOf([stopOf('a', 'a', [one]), stopOf('lib', 'lib', [library], { addedAt: at('23:30') })], { spotChecks: [found] })],
      NOON,
    );
    await school.records.alertEvents.add(eventOf(one, 'off', '23:45'));
    await school.records.alertEvents.add(eventOf(one, 'still_on', '00:15', { by: 'meter', byName: '', rate: 2 }));
    const [round, ...others] = await night(school);
    expect(others).toEqual([]);
    expect(round).toMatchObject({ night: NIGHT, number: 1, endsAt: at('01:30'), stops: 2, answered: 1 });
    expect(
      round!.list.map(({ number, isLate, stage, rooms }) => [number, isLate, stage, rooms[0]!.alert, rooms[0]!.meterWord?.zh]),
    ).toEqual([
      [1, false, 'still_on', one.id, '仍在用，约 2 kW，请再去看'],
      [2, true, 'unanswered', library.id, undefined],
    ]);
    expect(round!.checks).toEqual([
      { space: 'a-305', place: { zh: '教学楼A 三楼 305', en: 'Block A, floor 3, 305' }, result: 'ac_on', at: at('23:55') },
    ]);
    const leader = await school.as('grade_leader', { buildings: ['lib'] });
    expect((await night(leader))[0]).toMatchObject({ list: [{ number: 2, id: 'lib' }], checks: [] });
  });

  it('are none where no list was made', async () => {
    expect(await night(await open([], [], NOON), '2026-05-01')).toEqual([]);
  });
});

describe('rounds', () => {
  it('say who answered what when, what the meter confirmed, and what it denied', async () => {
    const [one, two, library] = [acOn('a-ac'), acOn('ac-303'), acOn('ac-lib')];
    const found = { space: 'a-305', result: 'ac_on', at: at('23:55'), by: 'p2', byName: '李师傅' } as const;
    const stops = [stopOf('a', 'a', [one, two]), stopOf('lib', 'lib', [library])];
    const more = { spotChecks: [found], blind: ['a-water'], leftOut: ['x'] };
    const school = await open([one, two, library], [roundOf(stops, more)], NOON);
    for (const event of [
      eventOf(one, 'off', '23:45'),
      eventOf(one, 'confirmed', '00:45', { by: 'meter', byName: '', avoided: { kwh: 12, fen: 646 } }),
      eventOf(two, 'off', '23:46'),
      eventOf(two, 'still_on', '00:15', { by: 'meter', byName: '', rate: 2 }),
    ]) {
      await school.records.alertEvents.add(event);
    }
    expect(await rounds(school)).toEqual([
      {
        night: NIGHT,
        number: 1,
        frozenAt: at('23:15'),
        firstAnswerAt: at('23:45'),
        lastAnswerAt: at('23:55'),
        isMissed: false,
        by: ['王师傅', '李师傅'],
        stops: 2,
        rooms: 3,
        answered: 2,
        confirmed: 1,
        stillOn: 1,
        leftOut: 1,
        blind: 1,
        spotChecks: { done: 1, foundOn: 1 },
        avoidedKwh: 12,
        avoidedYuan: 6.46,
      },
    ]);
    const leader = await school.as('grade_leader', { buildings: ['lib'] });
    expect(await rounds(leader)).toMatchObject([{ stops: 1, rooms: 1, answered: 0, confirmed: 0, leftOut: 0, blind: 0, avoidedKwh: 0 }]);
  });

  it('are missed when nobody said anything, which is known only when they are over', async () => {
    const alert = acOn('a-ac');
    const school = await open([alert], [roundOf([stopOf('a', 'a', [alert])])], at('01:29'));
    expect(await rounds(school)).toMatchObject([{ isMissed: false, firstAnswerAt: null }]);
    school.setNow(at('01:30'));
    expect(await rounds(school)).toMatchObject([{ isMissed: true }]);
    await school.records.alertEvents.add(eventOf(alert, 'claimed', '00:10'));
    expect(await rounds(school)).toMatchObject([{ isMissed: false, answered: 0, firstAnswerAt: at('00:10') }]);
  });

  it('come newest first; nights that make no sense are refused by name', async () => {
    const school = await open([], [roundOf([], { night: '2026-05-18' }), roundOf([])], NOON);
    expect((await rounds(school, '2026-05-01')).map(({ night }) => night)).toEqual([NIGHT, '2026-05-18']);
    const ask = async (query: string) => {
      const response = await school.inject(`/api/sites/hill/rounds?${query}`);
      return [response.statusCode, response.json<Problem>().detail];
    };
    expect(await ask('fromNight=2026-05-19&toNight=2026-05-18')).toEqual([
      400,
      expect.stringContaining('query.toNight: 2026-05-18 is before'),
    ]);
    expect(await ask('fromNight=2025-05-19&toNight=2026-05-18')).toEqual([400, expect.stringContaining('at most 2025-11-24')]);
    expect(await ask('fromNight=May')).toEqual([400, expect.stringContaining('query.fromNight')]);
  });
});

describe('trust in the rules', () => {
  /** As many answers of one room as words, on the nights before. */
  async function answered(words: readonly ('off' | 'false_alarm')[]): Promise<School> {
    const nights = words.map((_, index) => addDays(NIGHT, -1 - index));
    const alerts = nights.map((night) => acOn('ac-303', { night, startAt: LONDON.at(night, '23:30') }, 'recovered'));
    const school = await open(alerts, [], NOON);
    for (const [index, word] of words.entries()) {
      await school.records.alertEvents.add(eventOf(alerts[index]!, word, '23:50', { at: LONDON.at(nights[index]!, '23:50') }));
    }
    return school;
  }

  it('is unknown after five answers, and 33 % with a rule that demoted itself after six', async () => {
    const few = await (await answered(['off', 'off', 'false_alarm', 'false_alarm', 'false_alarm'])).get<TrustAnswer>('/trust');
    expect(few.rules).toMatchObject([{ rule: 'ac_left_on', answers: 5, right: 2, precision: null, isDemoted: false }]);
    const school = await answered(['off', 'off', 'false_alarm', 'false_alarm', 'false_alarm', 'false_alarm']);
    const trust = await school.get<TrustAnswer>('/trust');
    expect(trust).toMatchObject({ fromNight: '2026-04-19', toNight: '2026-05-18', recall: { value: null, checked: 0 } });
    expect(trust.rules).toMatchObject([{ rule: 'ac_left_on', ruleName: { zh: '空调未关' }, answers: 6, right: 2, isDemoted: true }]);
    expect(trust.rules[0]!.precision).toBeCloseTo(1 / 3);
    expect(trust.rooms).toMatchObject([{ meter: 'ac-303', place: { zh: '教学楼A 三楼 303' }, isDemoted: true }]);
    expect(await school.get('/tonight')).toMatchObject({ demoted: [{ zh: '空调未关' }] });
  });

  it('of somebody who reaches another building says nothing of this one', async () => {
    const leader = await (await answered(['off'])).as('grade_leader', { buildings: ['lib'] });
    expect(await leader.get<TrustAnswer>('/trust')).toMatchObject({ rules: [], rooms: [] });
  });

  it('counts rooms that were on no list: of ten looked at one was on', async () => {
    const check = (index: number) => ({
      space: 'a-305',
      result: index === 0 ? ('ac_on' as const) : ('all_off' as const),
      at: 1,
      by: 'p',
      byName: 'p',
    });
    const spotRounds = Array.from({ length: 10 }, (_, index) =>
      roundOf([], { night: addDays(NIGHT, -1 - index), spotChecks: [check(index)] }),
    );
    const school = await open([], spotRounds, NOON);
    expect((await school.get<TrustAnswer>('/trust')).recall).toMatchObject({ checked: 10, foundOn: 1, value: 0 });
  });
});
