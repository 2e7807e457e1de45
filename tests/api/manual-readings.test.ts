import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../api/schemas/common.ts';
import type { ManualReadingConcern, ManualReadingView } from '../../api/schemas/manual-readings.ts';
import type { MeterDetail } from '../../api/schemas/sites.ts';
import { ADMINISTRATOR, type Asker, LONDON, openSchool, type School } from './school.ts';

const NOW = LONDON.at('2026-05-20', '12:00');
const LAST = { at: LONDON.at('2026-05-20', '06:00'), value: 1200 };
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
/** The rating of 200 kWh/h with its margin, and six hours. */
const SIX_HOURS_KWH = 1440;

let school: School;
beforeAll(async () => {
  school = await openSchool(NOW);
  li = await school.as('electrician', {}, 'Li');
  const readings = Array.from({ length: 24 }, (_, index) => ({
    at: LAST.at - index * 900_000,
    fields: { energy_kwh: LAST.value - index },
  }));
  await school.write('a-main', readings);
});
afterAll(() => school.close());

type Answer = { reading: ManualReadingView };
const hand = <T = Answer>(body: object, meter = 'a-main') => school.post<T>(`/meters/${meter}/manual-readings`, body);
let li: Asker;
const check = <T = Answer>(id: string, body: object = {}, by = li) => by.post<T>(`/manual-readings/${id}/check`, { agrees: true, ...body });
const list = async (query = '') => (await school.get<{ readings: ManualReadingView[] }>(`/manual-readings${query}`)).readings;

describe('a reading that a person took', () => {
  it('is stored at once when it fits, with its photo, and read now when nothing else is said', async () => {
    const { id: photo } = (
      await school.inject({ method: 'POST', url: '/api/sites/hill/photos', headers: { 'content-type': 'image/png' }, payload: PNG })
    ).json<{ id: string }>();
    const { status, body } = await hand({ value: 1212.5, photo, note: 'cellar' });
    expect(status).toBe(200);
    expect(body.reading).toMatchObject({
      meter: { id: 'a-main', unit: 'kWh', buildingNameEn: 'Block A' },
      at: NOW,
      value: 1212.5,
      by: ADMINISTRATOR,
      note: 'cellar',
      photo,
      concern: null,
      previous: LAST,
      state: 'stored',
      check: null,
    });
    expect(await list()).toEqual([body.reading]);
    expect((await school.get<MeterDetail>('/meters/a-main')).manualReadings).toEqual({ count: 1, lastAt: NOW });
  });

  it('is not kept when it is below the reading before it, and the answer says so', async () => {
    const at = LONDON.at('2026-05-20', '11:00');
    const { status, body } = await hand<Problem & ManualReadingConcern>({ at, value: 1100 });
    expect(status).toBe(409);
    expect(body).toMatchObject({ title: 'Conflict', concern: 'below_previous', previous: LAST, next: { at: NOW, value: 1212.5 } });
    expect(body.detail).toBe(
      `1100 kWh looks wrong: it is below the reading before it (1200 kWh at 2026-05-20T05:00:00.000Z); nothing is kept unless it is sent again with 'sure'`,
    );
    expect(await list('?state=pending')).toEqual([]);
  });

  it.each([
    [1213, 'above_next'],
    [1_200_000, 'too_many_digits'],
    [LAST.value + SIX_HOURS_KWH, 'too_much'],
  ])('of %d is not kept either: %s', async (value, concern) => {
    const { status, body } = await hand<Problem & ManualReadingConcern>({ at: LONDON.at('2026-05-20', '11:00'), value });
    expect([status, body.concern]).toEqual([409, concern]);
    expect(body.detail.length).toBeGreaterThan(60);
    expect(body.detail).not.toMatch(/null|undefined/);
  });

  it('that looks wrong waits for somebody else when its giver is sure', async () => {
    const at = LONDON.at('2026-05-20', '10:00');
    const { body } = await hand({ at, value: 1100, sure: true });
    const { id } = body.reading;
    expect(body.reading).toMatchObject({ state: 'pending', concern: 'below_previous', previous: LAST });
    expect((await list('?state=pending')).map((reading) => reading.id)).toEqual([id]);

    const own = await check<Problem>(id, {}, school);
    expect([own.status, own.body.detail]).toEqual([
      409,
      `${ADMINISTRATOR} took this reading; somebody else has to look at the display or at the photo`,
    ]);

    const seen = await check(id, { agrees: false, note: 'it is 1211' });
    expect(seen.body.reading).toMatchObject({ state: 'refused', check: { by: 'Li', at: NOW, note: 'it is 1211' } });
    const again = await check<Problem>(id, {}, await school.as('electrician', {}, 'Zhao'));
    expect([again.status, again.body.detail]).toEqual([409, `manual reading '${id}' was checked already, by Li: refused`]);
  });

  it('is checked when a second person saw the same', async () => {
    const [stored] = await list('?state=stored&meter=a-main');
    const { body } = await check(stored!.id);
    expect(body.reading).toMatchObject({ state: 'checked', check: { by: 'Li' } });
    expect(await list('?state=stored')).toEqual([]);
  });
});

describe('what cannot be a reading', () => {
  it.each([
    [{ value: -1 }, 400, 'body.value'],
    [{ value: '12' }, 400, 'body.value'],
    [{ value: 1300, at: NOW + 1 }, 422, 'body.at'],
    [{ value: 1300, photo: 'none' }, 422, 'body.photo'],
  ])('%o is %d with the property that is wrong', async (wrong, expected, path) => {
    const { status, body } = await hand<Problem>(wrong);
    expect([status, body.errors!.map((error) => error.path)]).toEqual([expected, [path]]);
  });

  it('is anything of an instrument without a register', async () => {
    const { status, body } = await hand<Problem>({ value: 21 }, 'outdoor');
    expect(status).toBe(422);
    expect(body.detail).toContain("'outdoor' has no register that a person could read");
  });

  it('is anything of a meter, and any check of a reading, that is not there', async () => {
    expect((await hand({ value: 1 }, 'x')).status).toBe(404);
    expect((await check<Problem>('none')).body.detail).toBe("no manual reading 'none'");
    expect((await school.inject('/api/sites/hill/manual-readings?meter=x')).statusCode).toBe(404);
  });
});
