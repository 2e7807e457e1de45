import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DigestList } from '../../api/schemas/tonight.ts';
import type { Digest } from '../../store/night-ports.ts';
import { LONDON, openSchool, type School } from './school.ts';

const MADE = LONDON.at('2026-05-22', '07:30');
const morning: Digest = { site: 'hill', kind: 'morning', day: '2026-05-22', madeAt: MADE, lines: [{ zh: '一', en: 'one' }] };
const friday: Digest = { ...morning, kind: 'friday', madeAt: MADE + 1 };

let school: School;
beforeAll(async () => {
  school = await openSchool(MADE);
  for (const digest of [{ ...morning, day: '2026-05-21' }, morning, friday]) await school.records.digests.save(digest, []);
});
afterAll(() => school.close());

describe('digests', () => {
  it('are read as they were sent, newest first, of one kind where one is asked for', async () => {
    const { digests } = await school.get<DigestList>('/digests');
    expect(digests.map(({ kind, day }) => `${kind} ${day}`)).toEqual(['friday 2026-05-22', 'morning 2026-05-22', 'morning 2026-05-21']);
    const { digests: one } = await school.get<DigestList>('/digests?kind=morning&limit=1');
    expect(one).toEqual([{ kind: 'morning', day: '2026-05-22', madeAt: MADE, lines: [{ zh: '一', en: 'one' }] }]);
  });

  it('are of the whole school, so not for somebody who reaches a part of it', async () => {
    expect((await (await school.as('principal')).inject('/api/sites/hill/digests')).statusCode).toBe(200);
    expect((await (await school.as('principal', { buildings: ['a'] })).inject('/api/sites/hill/digests')).statusCode).toBe(403);
    expect((await (await school.as('guard')).inject('/api/sites/hill/digests')).statusCode).toBe(403);
  });
});
