import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Statement, StatementRefused } from '../../domain/correction.ts';
import { openInfluxd } from '../../store/influxd/influxd.ts';
import { StoreUnavailable } from '../../store/ports.ts';
import { createInfluxReadingStore } from '../../store/readings/influx.ts';
import { setUpInflux } from '../../store/readings/set-up-influx.ts';
import { hasInfluxd, influxdBinary } from '../support/influxd.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { meterOf, touch } from '../jobs/campus.ts';
import { DAY, HOUR, openSchool, SIGNED, START, steady } from './desk-rig.ts';

type School = Awaited<ReturnType<typeof openSchool>>;

/** The register falls from 1034.5 to 5.7 in a step that nobody can explain by the registers alone. */
const EXCHANGED_AT = START + 35 * HOUR + 10 * 60_000;
async function exchangedMeter(school: School): Promise<void> {
  await school.arrive('m', [...steady(START, START + 34 * HOUR, 1000.5, 1), ...steady(START + 36 * HOUR, START + 60 * HOUR, 905.7, 1)]);
}
const exchange: Statement = { kind: 'exchange', at: EXCHANGED_AT, closing: 1035.65, opening: 904.8, serial: 'NEW' };

describe('an exchange that is written down', () => {
  it('adds what the old meter and the new one counted: 1.15 + 0.90 kWh, and undone leaves every bit as it was', async () => {
    const school = await openSchool();
    await exchangedMeter(school);
    const before = await school.stored();
    expect(before.steps).toMatchObject([{ kind: 'suspicious', consumption: null }]);
    const { correction, effect } = await school.desk.record('school', 'm', exchange, SIGNED);
    expect(effect).toEqual({
      days: [{ day: '2026-03-02', before: 22, after: 24.05 }],
      heldBefore: 0,
      heldAfter: 0,
      stepsBefore: 1,
      stepsAfter: 1,
      rawSince: null,
    });
    expect(await school.total('2026-03-02')).toBe(24.05);
    expect((await school.stored()).steps).toMatchObject([{ kind: 'exchange', amount: 2.05, consumption: 2.05, booking: 'laid' }]);
    expect((await school.records.catalog.sites())[0]!.meters[0]!.serial).toBe('NEW');
    expect(await school.records.corrections.list('school', { limit: 10 })).toEqual([correction]);

    const undone = await school.desk.undo('school', correction.id, { by: '李老师', reason: '不是这块表' });
    expect(undone.effect.days).toEqual([{ day: '2026-03-02', before: 24.05, after: 22 }]);
    expect(undone.correction.undone).toMatchObject({ by: '李老师', reason: '不是这块表' });
    expect(await school.stored()).toEqual(before);
  });

  it('can be written down on the spot, before the new meter was read', async () => {
    const school = await openSchool();
    await school.arrive('m', steady(START, START + 34 * HOUR, 1000.5, 1));
    await school.desk.record('school', 'm', exchange, SIGNED);
    await school.arrive('m', steady(START + 36 * HOUR, START + 60 * HOUR, 905.7, 1));
    expect(await school.total('2026-03-02')).toBe(24.05);
  });

  it('is refused with the reading that it does not fit, and nothing is kept', async () => {
    const school = await openSchool();
    await exchangedMeter(school);
    const before = await school.stored();
    const refusal = (changes: Partial<Extract<Statement, { kind: 'exchange' }>>) => refused(school, { ...exchange, ...changes });
    expect(await refusal({ closing: 1030 })).toBe(
      'statement.closing: 1030 is below the reading before the exchange, 1034.5 at 2026-03-02T02:00:00.000Z',
    );
    expect(await refusal({ opening: 906 })).toBe(
      'statement.opening: 906 is above the reading after the exchange, 905.7 at 2026-03-02T04:00:00.000Z',
    );
    expect(await refusal({ closing: 1200 })).toContain('more than the meter can pass in that time');
    expect(await refusal({ closing: 1_000_000 })).toContain('does not fit a register of 6 digits');
    expect(await refusal({ opening: 12_345, digits: 4 })).toContain('does not fit a register of 4 digits');
    expect(await refusal({ at: school.clock.at + 1 })).toContain('statement.at: 2027-01-01T00:00:00.001Z lies in the future');
    expect(await refusal({ photo: 'none' })).toBe("statement.photo: no photo 'none'");
    expect(await school.stored()).toEqual(before);
    expect(await school.records.corrections.list('school', { limit: 10 })).toEqual([]);
  });
});

/** 90 days of one kWh an hour as displayed; from the 11th day on the transformer has a ratio of 40. */
const RATIO: Statement = { kind: 'ratio', fromAt: START + 10 * DAY + 6 * HOUR, ratio: 40 };
/** @returns the day totals while it holds, and all that is stored before it was said and after it was undone */
async function correctRatio(school: School) {
  await school.arrive('m', steady(START, START + 90 * DAY, 1000, 1));
  const before = await school.stored();
  const { correction, effect } = await school.desk.record('school', 'm', RATIO, SIGNED);
  const totals = (await school.stored()).totals.map(({ total }) => total);
  await school.desk.undo('school', correction.id, SIGNED);
  return { effect, totals, before, after: await school.stored() };
}

function expectCorrected({ effect, totals, before, after }: Awaited<ReturnType<typeof correctRatio>>): void {
  expect(before.totals.map(({ total }) => total)).toEqual(Array(90).fill(24));
  expect(effect.days.map((day) => [day.before, day.after])).toEqual([[24, 6 + 18 * 40], ...Array.from({ length: 79 }, () => [24, 960])]);
  expect(effect.days[0]!.day).toBe('2026-03-11');
  expect(totals).toEqual([...Array<number>(10).fill(24), 726, ...Array<number>(79).fill(960)]);
  expect(after).toEqual(before);
}

describe('a corrected ratio', () => {
  it('counts 726 kWh on the day of the change and 960 on the 79 after it, and undone leaves every bit as it was', async () => {
    const outcome = await correctRatio(await openSchool());
    expectCorrected(outcome);
    expect(outcome.effect.rawSince).toBeNull();
  }, 60_000);

  it('counts by the register that was written down at the change, not by time', async () => {
    const school = await openSchool();
    await school.arrive('m', [
      [START, 100],
      [START + HOUR, 110],
      [START + 2 * HOUR, 120],
    ]);
    const { effect } = await school.desk.record(
      'school',
      'm',
      { kind: 'ratio', fromAt: START + 1.5 * HOUR, ratio: 2, register: 118 },
      SIGNED,
    );
    expect(effect.days).toEqual([{ day: '2026-03-01', before: 20, after: 10 + 8 + 2 * 2 }]);
    expect(await refused(school, { kind: 'ratio', fromAt: START + 1.5 * HOUR, ratio: 2, register: 121 })).toContain('is not between');
  });

  it('said anew about the same instant takes the place of the first, which holds again when that is undone', async () => {
    const school = await openSchool();
    await school.arrive('m', steady(START, START + DAY, 1000, 1));
    const at = { kind: 'ratio', fromAt: START } as const;
    await school.desk.record('school', 'm', { ...at, ratio: 40 }, SIGNED);
    const second = await school.desk.record('school', 'm', { ...at, ratio: 60 }, SIGNED);
    expect(second.effect.days).toEqual([{ day: '2026-03-01', before: 960, after: 1440 }]);
    const undone = await school.desk.undo('school', second.correction.id, SIGNED);
    expect(undone.effect.days).toEqual([{ day: '2026-03-01', before: 1440, after: 960 }]);
  });

  it.skipIf(!hasInfluxd)(
    'gives the same numbers with the readings in a real InfluxDB',
    async () => {
      const influxd = await openInfluxd({
        binary: influxdBinary,
        dataDir: join(temporaryFolder(), 'influx'),
        log: { info() {}, warn() {} },
      });
      onTestFinished(() => influxd.close());
      const address = { url: influxd.url, database: 'greenleaf', username: influxd.username, password: influxd.password };
      await setUpInflux(address);
      const outcome = await correctRatio(await openSchool(undefined, {}, createInfluxReadingStore(address)));
      expectCorrected(outcome);
      expect(outcome.effect.rawSince).toBeNull();
    },
    120_000,
  );
});

describe('an explained step', () => {
  /** 1034.5 → 5.7: near zero, but no zero. */
  const fallen = async () => {
    const school = await openSchool();
    await school.arrive('m', [...steady(START, START + 34 * HOUR, 1000.5, 1), ...steady(START + 35 * HOUR, START + 60 * HOUR, 400, 1)]);
    return { school, toAt: START + 35 * HOUR };
  };

  it('is counted as the person says, and the newest word counts', async () => {
    const { school, toAt } = await fallen();
    expect(await school.total('2026-03-02')).toBe(23);
    const said = (as: 'reset' | 'unknown') => school.desk.record('school', 'm', { kind: 'step', toAt, as }, SIGNED);
    expect((await said('reset')).effect.days).toEqual([{ day: '2026-03-02', before: 23, after: 423 }]);
    expect((await said('unknown')).effect.days).toEqual([{ day: '2026-03-02', before: 423, after: 23 }]);
    expect((await school.stored()).steps).toMatchObject([{ kind: 'suspicious', consumption: null }]);
  });

  it('has to end at a reading, and a fall is no normal use', async () => {
    const { school, toAt } = await fallen();
    const near = '2026-03-02T03:00:00.000Z and 2026-03-02T04:00:00.000Z';
    expect(await refused(school, { kind: 'step', toAt: toAt + 1, as: 'reset' })).toBe(
      `statement.toAt: no reading of 'm' at 2026-03-02T03:00:00.001Z; next to it: ${near}`,
    );
    expect(await refused(school, { kind: 'step', toAt: START, as: 'glitch' })).toContain('is the first of');
    expect(await refused(school, { kind: 'step', toAt, as: 'normal' })).toContain('statement.as: the register fell from 1034.5 to 400');
  });

  it('and an exchange do not explain the same step both', async () => {
    const { school, toAt } = await fallen();
    const said = await school.desk.record('school', 'm', { kind: 'step', toAt, as: 'unknown' }, SIGNED);
    const exchanged: Statement = { kind: 'exchange', at: toAt - 1000, closing: 1035, opening: 399.5 };
    expect(await refused(school, exchanged)).toContain("is declared as 'unknown'; undo that correction first");
    await school.desk.undo('school', said.correction.id, SIGNED);
    await school.desk.record('school', 'm', exchanged, SIGNED);
    expect(await refused(school, { kind: 'step', toAt, as: 'reset' })).toContain('undo that correction first');
  });
});

describe('gaps and outages', () => {
  it('a held total of 100 kWh is spread over its days when asked for, and held again when undone', async () => {
    const school = await openSchool();
    await school.arrive('m', [
      [START, 100],
      [START + HOUR, 101],
      [START + 101 * HOUR, 201],
      [START + 102 * HOUR, 202],
    ]);
    const before = await school.stored();
    const statement: Statement = { kind: 'spread', toAt: START + 101 * HOUR };
    const { correction, effect } = await school.desk.record('school', 'm', statement, SIGNED);
    expect([effect.heldBefore, effect.heldAfter]).toEqual([100, 0]);
    expect(effect.days.map(({ before: was, after }) => [was, after])).toEqual([
      [1, 24],
      [null, 24],
      [null, 24],
      [null, 24],
      [1, 6],
    ]);
    expect(await refused(school, statement)).toContain('is spread over its days already');
    expect(await refused(school, { ...statement, toAt: START + HOUR })).toContain('no long gap whose total is held ends there');
    await school.desk.undo('school', correction.id, SIGNED);
    const after = await school.stored();
    expect(after.steps).toEqual(before.steps);
    expect(after.totals.filter(({ total }) => total !== null)).toEqual(before.totals);
  });

  it('a bypassed meter counts nothing in that time, and its end can be said later', async () => {
    const school = await openSchool();
    await school.arrive('m', steady(START, START + 2 * DAY, 1000, 1));
    const open: Statement = { kind: 'outage', fromAt: START + DAY + 6 * HOUR, toAt: null, why: 'bypassed' };
    const { effect } = await school.desk.record('school', 'm', open, SIGNED);
    expect(effect.days).toEqual([{ day: '2026-03-02', before: 24, after: 6 }]);
    const closed = await school.desk.record('school', 'm', { ...open, toAt: START + DAY + 12 * HOUR }, SIGNED);
    expect(closed.effect.days).toEqual([{ day: '2026-03-02', before: 6, after: 18 }]);
    expect(await refused(school, { ...open, toAt: open.fromAt })).toContain('statement.toAt: the end');
    expect(await refused(school, { ...open, toAt: school.clock.at + 1 })).toContain('leave the end out (null)');
  });
});

describe('where a meter is', () => {
  const campus = () =>
    openSchool(
      ['main', 'a', 'b']
        .map((id) => meterOf({ id, ...(id === 'main' ? {} : { parent: 'main' }) }))
        .concat(meterOf({ id: 'w', medium: 'water' })),
      { spaces: [{ id: 'r1', name: '101', building: 'b1', floor: 1, function: 'classroom', walkOrder: 0 }] },
    );

  it('changes from an instant on, without an interval', async () => {
    const school = await campus();
    const { effect } = await school.desk.record('school', 'a', { kind: 'place', fromAt: START, building: 'b1', space: 'r1' }, SIGNED);
    expect(effect.days).toEqual([]);
    const [plan] = await school.records.catalog.sites();
    expect(plan!.meters.find(({ id }) => id === 'a')).toMatchObject({
      space: 'r1',
      history: { places: [{ space: undefined }, { space: 'r1' }] },
    });
  });

  it('is refused where there is no such place or meter, another medium, or a meter would count itself', async () => {
    const school = await campus();
    const place = { kind: 'place', fromAt: START, building: 'b1', space: null } as const;
    expect(await refused(school, { ...place, building: 'x' }, 'a')).toBe("statement.building: no building 'x'");
    expect(await refused(school, { ...place, space: 'x' }, 'a')).toBe("statement.space: no room or floor 'x'");
    const parent = (of: string, id: string | null, fromAt = START): Promise<string> =>
      refused(school, { kind: 'parent', fromAt, parent: id }, of);
    expect(await parent('a', 'x')).toBe("statement.parent: no meter 'x'");
    expect(await parent('a', 'w')).toBe("statement.parent: 'w' measures water, 'a' electricity");
    expect(await parent('a', 'a')).toContain('a is below a');
    expect(await parent('main', 'a')).toContain('main is below a is below main');
    expect(await refused(school, { kind: 'ratio', fromAt: START, ratio: 2 }, 'nobody')).toBe("meter: no meter 'nobody' on site 'school'");
  });

  it('may not lead round in a circle at any time, nor after an undo', async () => {
    const school = await campus();
    const said = (meter: string, fromAt: number, parent: string | null) =>
      school.desk.record('school', meter, { kind: 'parent', fromAt, parent }, SIGNED);
    // From March on a hangs on nothing, from May on main hangs on a.
    const loose = await said('a', START, null);
    await said('main', START + 60 * DAY, 'a');
    await said('b', START, null);
    expect(await refused(school, { kind: 'parent', fromAt: START + 90 * DAY, parent: 'main' }, 'a')).toContain('from 2026-05-29');
    await expect(school.desk.undo('school', loose.correction.id, SIGNED)).rejects.toThrow('no meter can count itself');
  });
});

describe('the desk', () => {
  it('keeps nothing of a preview, which tells what a recording then does', async () => {
    const school = await openSchool();
    await exchangedMeter(school);
    const before = await school.stored();
    const version = await school.records.catalog.version();
    const preview = await school.desk.preview('school', 'm', exchange);
    expect(await school.stored()).toEqual(before);
    expect(await school.records.catalog.version()).toBe(version);
    expect((await school.desk.record('school', 'm', exchange, SIGNED)).effect).toEqual(preview);
  });

  it('does nothing while the readings are away, and says so', async () => {
    const school = await openSchool();
    await exchangedMeter(school);
    const before = await school.stored();
    const { range } = school.readings;
    let asked = 0;
    // The check gets its answers, the computation does not.
    school.readings.range = (...question) => (++asked > 1 ? Promise.reject(new StoreUnavailable('away', 1000)) : range(...question));
    await expect(school.desk.record('school', 'm', exchange, SIGNED)).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await school.stored()).toEqual(before);
    expect(await school.records.corrections.list('school', { limit: 10 })).toEqual([]);
    school.readings.range = range;
    await school.desk.record('school', 'm', exchange, SIGNED);
  });

  it('leaves the marks of readings that wait, and they are then computed with what was said', async () => {
    const school = await openSchool();
    await school.arrive('m', steady(START, START + DAY, 1000, 1));
    const ref = { site: 'school', building: 'b1', meter: 'm', medium: 'electricity' as const };
    await school.readings.write([{ ref, at: START + DAY + HOUR, fields: { energy_kwh: 1025 }, clock: 'device' }]);
    await school.records.intake.commit(touch([{ site: 'school', meter: 'm', fromAt: START + DAY + HOUR, toAt: START + DAY + HOUR }]));
    await school.desk.record('school', 'm', { kind: 'ratio', fromAt: START, ratio: 40 }, SIGNED);
    expect(await school.records.intervals.touchedCount()).toBe(1);
    await school.compute();
    expect([await school.total('2026-03-01'), await school.total('2026-03-02')]).toEqual([960, 40]);
  });

  it('undoes only what is there and in force', async () => {
    const school = await openSchool();
    const { correction } = await school.desk.record('school', 'm', { kind: 'ratio', fromAt: START, ratio: 40 }, SIGNED);
    await school.desk.undo('school', correction.id, SIGNED);
    await expect(school.desk.undo('school', correction.id, SIGNED)).rejects.toThrow('undone already');
    await expect(school.desk.undo('school', 'x', SIGNED)).rejects.toThrow("no correction 'x'");
  });

  it('cannot explain what is not kept any more, and tells since when the rest was computed', async () => {
    const school = await openSchool();
    await school.arrive('m', steady(START, START + 20 * DAY, 1000, 1));
    await school.records.intervals.setRawSince(START + 10 * DAY);
    expect(await refused(school, { kind: 'step', toAt: START + DAY, as: 'glitch' })).toContain('are not kept any more');
    const { effect } = await school.desk.record('school', 'm', { kind: 'ratio', fromAt: START, ratio: 40 }, SIGNED);
    expect(effect.rawSince).toBe(START + 10 * DAY);
    expect(effect.days[0]!.day >= '2026-03-11').toBe(true);
    expect(await school.total('2026-03-09')).toBe(24);
    expect(await school.total('2026-03-12')).toBe(960);
  });

  it('knows that a feed of amounts has no steps, and a thermometer no consumption', async () => {
    const school = await openSchool([
      meterOf({ id: 'feed', kind: 'interval' }),
      meterOf({ id: 't', medium: 'weather', role: 'outdoor_thermometer' }),
    ]);
    expect(await refused(school, exchange, 'feed')).toContain('sends amounts, not a register');
    expect(await refused(school, RATIO, 't')).toContain('it has no consumption');
  });
});

/** The place and the words of the refusal. */
async function refused({ desk }: School, statement: Statement, meter = 'm'): Promise<string> {
  try {
    await desk.preview('school', meter, statement);
  } catch (error) {
    if (error instanceof StatementRefused) return `${error.path}: ${error.message}`;
    throw error;
  }
  return 'taken';
}
