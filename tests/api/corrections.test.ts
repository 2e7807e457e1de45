import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../api/schemas/common.ts';
import type { ConsumptionAnswer } from '../../api/schemas/consumption.ts';
import type { CorrectionAnswer, CorrectionView, Statement, StepDetail, StepView } from '../../api/schemas/corrections.ts';
import type { MeterSummary } from '../../api/schemas/sites.ts';
import { StoreUnavailable } from '../../store/ports.ts';
import { ADMINISTRATOR, LONDON, openSchool, type School } from './school.ts';

const NOW = LONDON.at('2026-05-20', '12:00');
const DAY = '2026-05-18';
const JUMP_AT = LONDON.at(DAY, '09:00');
const QUARTER_MS = 900_000;
const SAID = { reason: 'seen on site' };

/** Two days of 2 kWh an hour, in which the register jumps by 5,000 kWh at 09:00 of the first. */
async function openJumped(): Promise<School> {
  const school = await openSchool(NOW);
  const fromAt = LONDON.startOfDay(DAY);
  const list = Array.from({ length: 192 }, (_, index) => {
    const at = fromAt + index * QUARTER_MS;
    return { at, fields: { energy_kwh: 100 + index / 2 + (at >= JUMP_AT ? 5000 : 0) } };
  });
  await school.write('a-main', list);
  const touched = [{ site: 'hill', meter: 'a-main', fromAt, toAt: list.at(-1)!.at + 1 }];
  await school.records.intake.commit({ latest: [], touched, refused: [], refusals: new Map(), unknown: [] });
  await school.compute();
  return school;
}

let school: School;
beforeAll(async () => {
  school = await openJumped();
});
afterAll(() => school.close());

const POST = '/meters/a-main/corrections';
const say = (statement: Statement, more: object = {}) => school.post<CorrectionAnswer>(POST, { ...SAID, ...more, statement });
const daysOf = async () => {
  const { series } = await school.get<ConsumptionAnswer>('/consumption?by=meter&meter=a-main&bucket=day&from=2026-05-18&to=2026-05-20');
  return series[0]!.buckets.map(({ value }) => value);
};
const openSteps = () => school.get<{ steps: StepView[]; open: number }>('/steps');

describe('a jump that nobody can explain', () => {
  const GLITCH_OR_NOT: Statement = { kind: 'step', toAt: JUMP_AT, as: 'normal' };

  it('is held, and 47.5 of 48 kWh of the day are known', async () => {
    const { steps, open } = await openSteps();
    expect(open).toBe(1);
    expect(steps[0]).toMatchObject({ kind: 'suspicious', from: 117.5, to: 5118, size: 5000.5, booking: 'none' });
    expect(await daysOf()).toEqual([47.5, 47.5]);
  });

  it('comes with the reasons for and against each explanation', async () => {
    const { options } = await school.get<StepDetail>(`/meters/a-main/steps/${JUMP_AT}`);
    const normal = options.find((option) => option.as === 'normal');
    expect(normal).toMatchObject({ consumption: 5000.5, plausible: false });
    expect(options.find((option) => option.as === 'unknown')).toMatchObject({ consumption: null, plausible: true });
  });

  it('shows in a preview what it would change, and keeps nothing', async () => {
    const { status, body } = await say(GLITCH_OR_NOT, { preview: true });
    expect(status).toBe(200);
    expect(body.correction).toBeNull();
    expect(body.effect).toMatchObject({ firstDay: DAY, lastDay: DAY, daysChanged: 1, before: { total: 47.5 }, after: { total: 5048 } });
    expect(await daysOf()).toEqual([47.5, 47.5]);
    expect((await school.get<{ corrections: CorrectionView[] }>('/corrections')).corrections).toEqual([]);
  });

  it('is understood as said, signed and dated; undone, it waits again', async () => {
    const { status, body } = await say(GLITCH_OR_NOT);
    expect(status).toBe(200);
    expect(body.correction).toMatchObject({ ...SAID, statement: GLITCH_OR_NOT, recordedAt: NOW, undone: null });
    expect(body.correction!.meter).toMatchObject({ id: 'a-main', buildingNameEn: 'Block A', unit: 'kWh' });
    expect(body.effect).toMatchObject({ after: { total: 5048 }, stepsBefore: 1, stepsAfter: 0 });
    expect(await daysOf()).toEqual([5048, 47.5]);
    expect((await openSteps()).open).toBe(0);

    const undo = `/corrections/${body.correction!.id}/undo`;
    const undone = await school.post<CorrectionAnswer>(undo, { reason: 'it was the gateway' });
    expect(undone.body.correction!.undone).toEqual({ at: NOW, by: ADMINISTRATOR, reason: 'it was the gateway' });
    expect(undone.body.effect).toMatchObject({ before: { total: 5048 }, after: { total: 47.5 } });
    expect(await daysOf()).toEqual([47.5, 47.5]);
    expect((await openSteps()).open).toBe(1);
    const { corrections } = await school.get<{ corrections: CorrectionView[] }>('/corrections?meter=a-main');
    expect(corrections).toEqual([undone.body.correction]);

    const twice = await school.post<Problem>(undo, SAID);
    expect(twice.status).toBe(409);
    expect(twice.body.detail).toContain(`was undone already, by ${ADMINISTRATOR} at 2026-05-20T11:00:00.000Z`);
  });

  it('waits no more once somebody called it unknown, and stays out of every sum', async () => {
    const { body } = await say({ kind: 'step', toAt: JUMP_AT, as: 'unknown' });
    expect((await openSteps()).open).toBe(0);
    expect(await daysOf()).toEqual([47.5, 47.5]);
    await school.post(`/corrections/${body.correction!.id}/undo`, SAID);
  });
});

describe('a meter that is led to another building', () => {
  it('is answered with its new place, and changes no interval', async () => {
    const { body } = await say({ kind: 'place', fromAt: LONDON.startOfDay(DAY), building: 'b', space: null });
    expect(body.correction!.meter).toMatchObject({ building: 'b', buildingName: '宿舍B' });
    expect(body.effect).toMatchObject({ firstDay: null, lastDay: null, daysChanged: 0, days: [] });
    const { meters } = await school.get<{ meters: MeterSummary[] }>('/meters?building=b');
    expect(meters.map(({ id }) => id)).toContain('a-main');
    await school.post(`/corrections/${body.correction!.id}/undo`, SAID);
  });
});

describe('a statement that cannot hold', () => {
  it.each([
    [{ kind: 'step', toAt: JUMP_AT + 1, as: 'glitch' }, 'body.statement.toAt'],
    [{ kind: 'parent', fromAt: JUMP_AT, parent: 'a-ac' }, 'body.statement.parent'],
    [{ kind: 'place', fromAt: JUMP_AT, building: 'c', space: null }, 'body.statement.building'],
    [{ kind: 'ratio', fromAt: NOW + 1, ratio: 40 }, 'body.statement.fromAt'],
  ] as const)('%o is 422 with the property that is wrong', async (statement, path) => {
    const { status, body } = await school.post<Problem>(POST, { ...SAID, statement });
    expect([status, body.errors!.map((error) => error.path)]).toEqual([422, [path]]);
    expect(body.detail).toBe(`${path}: ${body.errors![0]!.message}`);
  });

  it.each([
    [{ statement: { kind: 'rename' } }, ['body.statement.kind']],
    [{ statement: { kind: 'ratio', fromAt: JUMP_AT, ratio: -40 } }, ['body.statement.ratio']],
    [{ statement: { kind: 'step', toAt: 'noon', as: 'glitch' }, reason: ' ' }, ['body.statement.toAt', 'body.reason']],
    [{ statement: { kind: 'step', toAt: JUMP_AT, as: 'glitch' }, sure: true }, ['body']],
  ])('%o is 400 with every property that is not well formed', async (wrong, paths) => {
    const { status, body } = await school.post<Problem>(POST, { ...SAID, ...wrong });
    expect([status, body.errors!.map((error) => error.path)]).toEqual([400, paths]);
  });

  it('names the value that came and what is allowed', async () => {
    const { body } = await school.post<Problem>(POST, { ...SAID, statement: { kind: 'step', toAt: JUMP_AT, as: 'magic' } });
    expect(body.detail).toBe(
      `body.statement.as: Invalid option: expected one of "normal"|"rollover"|"reset"|"glitch"|"unknown" (got 'magic')`,
    );
  });

  it('is not taken without a body, nor as a form', async () => {
    const url = `/api/sites/hill${POST}`;
    expect((await school.inject({ method: 'POST', url })).statusCode).toBe(400);
    const form = await school.inject({ method: 'POST', url, headers: { 'content-type': 'text/plain' }, payload: '{}' });
    expect(form.json<Problem>()).toMatchObject({
      status: 415,
      detail: "a body of type 'text/plain' is not taken here; allowed: application/json",
    });
  });

  it('is named when its meter or its correction is not there', async () => {
    const meter = await school.post<Problem>('/meters/x/corrections', { ...SAID, statement: { kind: 'spread', toAt: JUMP_AT } });
    expect([meter.status, meter.body.detail]).toEqual([404, "no meter 'x'; there is: a-main, a-ac, a-water, b-main, outdoor"]);
    const undo = await school.post<Problem>('/corrections/none/undo', SAID);
    expect([undo.status, undo.body.detail]).toEqual([404, "no correction 'none'"]);
  });
});

describe('whatever somebody says', () => {
  const at = fc.oneof(
    fc.integer({ min: -1, max: 9e15 }),
    fc.integer({ min: -3, max: 400 }).map((index) => LONDON.startOfDay(DAY) + index * (QUARTER_MS / 2)),
  );
  const amount = fc.oneof(fc.double({ min: 0, noNaN: true }), fc.double({ min: 0, max: 6000, noNaN: true }));
  const id = fc.constantFrom('a-main', 'a-ac', 'b-main', 'a', 'b', 'a-301', 'none');
  const said = fc.oneof(
    fc.record({ kind: fc.constant('step'), toAt: at, as: fc.constantFrom('normal', 'rollover', 'reset', 'glitch', 'unknown') }),
    fc.record(
      { kind: fc.constant('exchange'), at, closing: amount, opening: amount, digits: fc.nat(15), resolution: amount, ratio: amount },
      { requiredKeys: ['kind', 'at', 'closing', 'opening'] },
    ),
    fc.record({ kind: fc.constant('ratio'), fromAt: at, ratio: amount }),
    fc.record({ kind: fc.constant('place'), fromAt: at, building: id, space: fc.option(id) }),
    fc.record({ kind: fc.constant('parent'), fromAt: at, parent: fc.option(id) }),
    fc.record({ kind: fc.constant('outage'), fromAt: at, toAt: fc.option(at), why: fc.constantFrom('bypassed', 'out_of_service') }),
    fc.record({ kind: fc.constant('spread'), toAt: at }),
  );

  it('is answered: with its effect, which is never negative, or with the property that is wrong', async () => {
    const other = await openJumped();
    await fc.assert(
      fc.asyncProperty(said, async (statement) => {
        const { status, body } = await other.post<CorrectionAnswer & Problem>(POST, { ...SAID, statement, preview: true });
        const amounts = status === 200 ? [body.effect.after.held, ...body.effect.days.map(({ after }) => after ?? 0)] : [];
        expect([200, 400, 422]).toContain(status);
        expect(status === 200 || body.errors!.length > 0).toBe(true);
        expect(amounts.filter((one) => one < 0)).toEqual([]);
      }),
      { numRuns: 150 },
    );
    await other.close();
  });
});

describe('a store that does not answer', () => {
  it('is 503, and nothing is kept', async () => {
    const range = () => Promise.reject(new StoreUnavailable('connection refused', 2500));
    const other = await openSchool(NOW, { readings: { kind: 'influx', place: 'InfluxDB at 127.0.0.1:1', range } });
    const { status, body } = await other.post<Problem>(POST, { ...SAID, statement: { kind: 'step', toAt: JUMP_AT, as: 'glitch' } });
    expect([status, body.detail]).toEqual([503, 'the store of readings does not answer: connection refused']);
    expect((await other.get<{ corrections: CorrectionView[] }>('/corrections')).corrections).toEqual([]);
    await other.close();
  });
});
