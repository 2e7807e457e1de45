import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../api/schemas/common.ts';
import { StoreUnavailable } from '../../store/ports.ts';
import { LONDON, openSchool, type School } from './school.ts';

const NOW = LONDON.at('2026-05-20', '12:00');
let school: School;
beforeAll(async () => {
  school = await openSchool(NOW);
});
afterAll(() => school.close());

async function refused(path: string, status: number): Promise<Problem> {
  const response = await school.inject(path);
  expect(response.statusCode).toBe(status);
  expect(response.headers['content-type']).toContain('application/problem+json');
  const problem = response.json<Problem>();
  expect(problem).toMatchObject({ type: 'about:blank', status, instance: path });
  return problem;
}

describe('a bad question', () => {
  it('names every parameter, what came and what is allowed', async () => {
    const { title, errors } = await refused('/api/sites/hill/consumption?bucket=week&from=2026-13-01&to=2026-05-02', 400);
    expect(title).toBe('Bad Request');
    expect(errors).toEqual([
      { path: 'query.bucket', message: `Invalid option: expected one of "hour"|"day"|"month" (got 'week')` },
      { path: 'query.from', message: "must be a local day, YYYY-MM-DD (got '2026-13-01')" },
    ]);
  });

  it('is told about a missing and a misspelt parameter', async () => {
    const { errors, detail } = await refused('/api/sites/hill/consumption?form=2026-05-01&to=2026-05-02', 400);
    expect(errors!.map(({ path }) => path)).toEqual(['query.from', 'query']);
    expect(detail).toContain('"form"');
  });

  it('cannot end before it begins, nor span more than it may', async () => {
    const backwards = await refused('/api/sites/hill/consumption?from=2026-05-02&to=2026-05-02', 400);
    expect(backwards.errors).toEqual([
      { path: 'query.to', message: "must be after 'from' (2026-05-02), because it is excluded (got '2026-05-02')" },
    ]);
    const long = await refused('/api/sites/hill/meters/a-main/rate?from=2026-01-01&to=2026-05-01', 400);
    expect(long.detail).toContain('at most 40 days');
    expect((await refused('/api/sites/hill/consumption?by=meter&bucket=hour&from=2000-01-01&to=2026-05-01', 400)).detail).toContain('62');
  });

  it('gets no consumption of the weather', async () => {
    const problem = await refused('/api/sites/hill/today?medium=weather', 400);
    expect(problem.detail).toBe("query.medium: 'weather' has no consumption; allowed: electricity, water, gas, heat");
    await refused('/api/sites/hill/consumption?by=meter&meter=outdoor&from=2026-05-01&to=2026-05-02', 400);
  });
});

describe('what is not there', () => {
  it('is named, with what there is', async () => {
    expect((await refused('/api/sites/hell/buildings', 404)).detail).toBe("no site 'hell'; there is: hill");
    expect((await refused('/api/sites/hill/buildings/c', 404)).detail).toBe("no building 'c'; there is: a, b");
    const meter = await refused('/api/sites/hill/consumption?by=meter&meter=x&from=2026-05-01&to=2026-05-02', 404);
    expect(meter.detail).toBe("no meter 'x'; there is: a-main, a-ac, a-water, b-main, outdoor");
    await refused('/api/sites/hell/events', 404);
  });

  it('may be an address or a method', async () => {
    expect((await refused('/api/nothing', 404)).detail).toContain('/docs');
    const post = await school.inject({ method: 'POST', url: '/api/sites' });
    expect([post.statusCode, post.headers['allow']]).toEqual([405, 'GET, HEAD']);
    expect(post.json<Problem>().detail).toContain('allowed: GET, HEAD');
  });
});

describe('a store that does not answer', () => {
  it('is 503 with a time to come back, and the status page says it is not reachable', async () => {
    const range = () => Promise.reject(new StoreUnavailable('connection refused', 2500));
    const other = await openSchool(NOW, { readings: { kind: 'influx', place: 'InfluxDB at 127.0.0.1:1', range } });
    const response = await other.inject('/api/sites/hill/meters/a-main/rate?from=2026-05-19&to=2026-05-20');
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('3');
    expect(response.json<Problem>().detail).toContain('connection refused');
    const status = await other.inject('/api/status');
    expect(status.json()).toMatchObject({ readings: { kind: 'influx', place: 'InfluxDB at 127.0.0.1:1', reachable: false } });
    await other.close();
  });

  it('shows no inner words when the records fail', async () => {
    const other = await openSchool(NOW);
    other.records.intervals.span = () => Promise.reject(new Error('secret path /x'));
    const response = await other.inject('/api/sites');
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('secret');
    await other.close();
  });
});
