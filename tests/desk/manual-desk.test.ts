import { describe, expect, it } from 'vitest';
import { StatementRefused } from '../../domain/correction.ts';
import { qualityOf } from '../../domain/interval.ts';
import type { ManualReading } from '../../store/people-ports.ts';
import { StoreUnavailable } from '../../store/ports.ts';
import { meterOf } from '../jobs/campus.ts';
import { DAY, HOUR, openSchool, SIGNED, START } from './desk-rig.ts';

type School = Awaited<ReturnType<typeof openSchool>>;

/** A water meter that is read by people: at most 5 m³/h, four digits. */
const waterMeter = meterOf({ id: 'w', medium: 'water', digits: 4, resolution: 0.001, ratingPerHour: 5, readingIntervalS: 86_400 });
const REF = { site: 'school', meter: 'w', medium: 'water' as const };

async function opened(): Promise<School> {
  const school = await openSchool([waterMeter]);
  await school.arrive('w', [[START, 100]]);
  return school;
}

const take = (school: School, at: number, value: number, changes: { sure?: boolean; by?: string; photo?: string | null } = {}) =>
  school.manual.take('school', 'w', { at, value, by: '王师傅', note: '', photo: null, sure: false, ...changes });

describe('a manual reading', () => {
  it('counts at once when it fits, by the code that all readings run through, as manual', async () => {
    const school = await opened();
    const { reading, check } = await take(school, START + 6 * HOUR, 106);
    expect(check).toEqual({ concern: null, previous: { at: START, value: 100 }, next: null, highest: 130 });
    expect(reading).toMatchObject({ state: 'stored', at: START + 6 * HOUR, value: 106, by: '王师傅', concern: null, check: null });
    expect(await school.readings.range(REF, START + 1, START + DAY)).toEqual([
      { at: START + 6 * HOUR, fields: { volume_m3: 106 }, clock: 'person' },
    ]);
    await school.compute();
    const { totals, days } = await school.stored('w');
    expect(totals.map(({ total }) => total)).toEqual([6]);
    expect(qualityOf(days[0]!.qualities[0]!)).toBe('manual');
    expect(await school.records.manualReadings.list('school', { limit: 10 })).toEqual([reading]);
  });

  it.each([
    ['below_previous', START + 6 * HOUR, 99],
    ['too_much', START + 6 * HOUR, 150],
    ['too_many_digits', START + 6 * HOUR, 10_000],
    ['above_next', START - HOUR, 101],
  ] as const)('%s: is not kept unless its giver is sure, and then counts for nothing', async (concern, at, value) => {
    const school = await opened();
    expect(await take(school, at, value)).toMatchObject({ reading: null, check: { concern } });
    expect(await school.records.manualReadings.list('school', { limit: 10 })).toEqual([]);
    const { reading } = await take(school, at, value, { sure: true });
    expect(reading).toMatchObject({ state: 'pending', concern });
    expect(await school.readings.range(REF, 0, START + DAY)).toHaveLength(1);
    expect(await school.records.intervals.touchedCount()).toBe(0);
  });

  it('fits a register that went past its last digit', async () => {
    const school = await openSchool([waterMeter]);
    await school.arrive('w', [[START, 9998]]);
    expect(await school.manual.check('school', 'w', START + 6 * HOUR, 3)).toMatchObject({ concern: null });
  });

  it('is held against the new meter after an exchange', async () => {
    const school = await opened();
    await school.desk.record('school', 'w', { kind: 'exchange', at: START + HOUR, closing: 100.5, opening: 2 }, SIGNED);
    expect(await school.manual.check('school', 'w', START + 6 * HOUR, 3)).toEqual({
      concern: null,
      previous: { at: START + HOUR, value: 2 },
      next: null,
      highest: 27,
    });
    expect(await school.manual.check('school', 'w', START + HOUR / 2, 101)).toMatchObject({
      concern: 'above_next',
      next: { at: START + HOUR, value: 100.5 },
    });
  });

  it('never overwrites what the meter sent at the same instant, and is one when it is sent twice', async () => {
    const school = await opened();
    const first = await take(school, START, 100.001);
    expect(first.reading).toMatchObject({ state: 'stored', at: START + 1 });
    expect((await take(school, START + 5, 100.001)).reading).toEqual(first.reading);
    expect(await school.readings.range(REF, START, START + DAY)).toEqual([
      { at: START, fields: { volume_m3: 100 }, clock: 'device' },
      { at: START + 1, fields: { volume_m3: 100.001 }, clock: 'person' },
    ]);
  });

  it('is not half-kept while the readings are away; the same again completes it', async () => {
    const school = await opened();
    const { write } = school.readings;
    school.readings.write = () => Promise.reject(new StoreUnavailable('away', 10));
    await expect(take(school, START + 6 * HOUR, 106)).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await school.records.manualReadings.list('school', { limit: 10 })).toEqual([]);
    // It broke off after the reading was written.
    school.readings.write = async (batch) => {
      await write(batch);
      throw new StoreUnavailable('away', 10);
    };
    await expect(take(school, START + 6 * HOUR, 106)).rejects.toBeInstanceOf(StoreUnavailable);
    school.readings.write = write;
    expect((await take(school, START + 6 * HOUR, 106)).reading).toMatchObject({ at: START + 6 * HOUR });
    expect(await school.readings.range(REF, 0, START + DAY)).toHaveLength(2);
    expect(await school.records.intervals.touchedCount()).toBe(1);
  });

  it('is refused with what is wrong', async () => {
    const school = await openSchool([waterMeter, meterOf({ id: 't', medium: 'weather', role: 'outdoor_thermometer' })]);
    const refusal = (work: Promise<unknown>) =>
      work.then(
        () => 'taken',
        (error: unknown) => (error instanceof StatementRefused ? `${error.path}: ${error.message}` : String(error)),
      );
    expect(await refusal(take(school, school.clock.at + 1, 1))).toBe('at: 2027-01-01T00:00:00.001Z lies in the future');
    expect(await refusal(take(school, START, 1, { photo: 'p' }))).toBe("photo: no photo 'p'");
    expect(await refusal(school.manual.check('school', 't', START, 1))).toBe("meter: 't' has no register that a person could read");
    expect(await refusal(school.manual.check('school', 'x', START, 1))).toBe("meter: no meter 'x' on site 'school'");
    await school.records.intervals.setRawSince(START + 1);
    expect(await refusal(take(school, START, 1))).toContain('are not kept any more');
  });
});

describe('the word of a second person', () => {
  const word = (school: School, reading: ManualReading | null, agrees: boolean, by = '李老师') =>
    school.manual.review('school', reading!.id, { by, agrees, note: agrees ? '' : '看到 16' });

  it('puts a reading that looked wrong among the readings', async () => {
    const school = await opened();
    const { reading } = await take(school, START + 6 * HOUR, 150, { sure: true });
    expect(await word(school, reading, true)).toMatchObject({ state: 'checked', concern: 'too_much', check: { by: '李老师' } });
    expect(await school.readings.range(REF, START + 1, START + DAY)).toHaveLength(1);
    expect(await school.records.intervals.touchedCount()).toBe(1);
    expect((await school.records.catalog.sites())[0]!.meters[0]!.manualAt).toEqual([START + 6 * HOUR]);
  });

  it('keeps one out that the second person did not see', async () => {
    const school = await opened();
    const { reading } = await take(school, START + 6 * HOUR, 150, { sure: true });
    expect(await word(school, reading, false)).toMatchObject({ state: 'refused', check: { note: '看到 16' } });
    expect(await school.readings.range(REF, START + 1, START + DAY)).toEqual([]);
  });

  it('declares one a glitch that counted already, and its consumption is gone', async () => {
    const school = await opened();
    const { reading } = await take(school, START + 6 * HOUR, 106);
    await school.compute();
    expect(await school.total('2026-03-01', 'w')).toBe(6);
    expect(await word(school, reading, false)).toMatchObject({ state: 'refused' });
    expect(await school.total('2026-03-01', 'w')).toBeNull();
    expect(await school.records.corrections.list('school', { limit: 10 })).toMatchObject([
      { statement: { kind: 'step', toAt: START + 6 * HOUR, as: 'glitch' }, by: '李老师', reason: '看到 16' },
    ]);
    // A foreign reading is nothing to compare with.
    expect((await school.manual.check('school', 'w', START + 8 * HOUR, 101)).previous).toEqual({ at: START, value: 100 });
  });

  it('is that of somebody else, and is given once', async () => {
    const school = await opened();
    const { reading } = await take(school, START + 6 * HOUR, 106);
    await expect(word(school, reading, true, ' 王师傅 ')).rejects.toThrow('somebody else has to check it');
    await word(school, reading, true);
    await expect(word(school, reading, false)).rejects.toThrow('checked already, by 李老师');
    await expect(school.manual.review('school', 'x', { by: 'a', agrees: true, note: '' })).rejects.toThrow("no manual reading 'x'");
  });
});
