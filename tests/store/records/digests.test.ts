import { describe, expect, it } from 'vitest';
import type { NewMessage } from '../../../domain/message.ts';
import type { Digest } from '../../../store/night-ports.ts';
import { openTemporary } from './open.ts';

const AT = Date.parse('2026-11-21T07:30:00+08:00');

const digest = (changes: Partial<Digest> = {}): Digest => ({
  site: 'school',
  kind: 'morning',
  day: '2026-11-21',
  madeAt: AT,
  lines: [{ zh: '昨夜没有要去的地方。', en: 'Last night there was nowhere to go.' }],
  ...changes,
});

const messageOf = ({ site, kind, day, madeAt, lines }: Digest): NewMessage => ({
  site,
  kind,
  key: `${kind}:${day}`,
  createdAt: madeAt,
  urgency: 'digest',
  audience: 'logistics',
  alert: null,
  text: { title: { zh: '晨报', en: 'Morning' }, lines },
  link: '/digests',
});

describe('digests', () => {
  it('come newest first, as they were sent, of one kind or of both', async () => {
    const [{ digests }] = await openTemporary();
    const friday = digest({ kind: 'friday', madeAt: AT + 1 });
    const older = digest({ day: '2026-11-20' });
    for (const saved of [older, digest(), friday]) await digests.save(saved, []);
    expect(await digests.list('school', { limit: 10 })).toEqual([friday, digest(), older]);
    expect(await digests.list('school', { kind: 'morning', limit: 1 })).toEqual([digest()]);
    expect(await digests.list('elsewhere', { limit: 10 })).toEqual([]);
  });

  it('made again take the place of the first, and tell once', async () => {
    const [{ digests, outbox }] = await openTemporary();
    const again = digest({ madeAt: AT + 60_000, lines: [] });
    await digests.save(digest(), [messageOf(digest())]);
    await digests.save(again, [messageOf(again)]);
    expect(await digests.list('school', { limit: 10 })).toEqual([again]);
    const [told, ...more] = await outbox.messages(0, 10);
    expect(told).toMatchObject({ kind: 'morning', text: { lines: digest().lines } });
    expect(more).toEqual([]);
  });

  it('are not kept when what people are told of them cannot be', async () => {
    const [{ digests, outbox }] = await openTemporary();
    const broken = { ...messageOf(digest()), kind: null } as unknown as NewMessage;
    await expect(digests.save(digest(), [messageOf(digest()), broken])).rejects.toThrow(/NOT NULL/);
    expect(await digests.list('school', { limit: 10 })).toEqual([]);
    expect(await outbox.messages(0, 10)).toEqual([]);
  });
});
