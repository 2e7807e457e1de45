import { describe, expect, it } from 'vitest';
import { chooseNext } from '../../../alerts/delivery/choose.ts';
import { parcelOf } from '../../../alerts/delivery/parcel.ts';
import type { Item } from '../../../alerts/delivery/still-needed.ts';
import type { Delivery, Message } from '../../../domain/message.ts';
import { BUILDING_PLAN, burst, local, T0, text } from './post-rig.ts';

const school = { plan: BUILDING_PLAN, local };
const envelope = { id: 'x', language: 'zh' as const, publicUrl: 'https://s', isGuard: false, mentions: [], isRepeat: false };

function item(id: number, message: Partial<Message> = {}, delivery: Partial<Delivery> = {}): Item {
  const alert = burst(`w${id % 10}`);
  const whole: Message = {
    id,
    site: 'school',
    kind: 'opened',
    createdAt: T0,
    urgency: 'now',
    audience: 'guard',
    alert,
    text: null,
    link: '/alerts/x',
    ...message,
  };
  const times = { createdAt: T0, dueAt: T0, sentAt: null, acceptedAt: null, seenAt: null, actedAt: null };
  const own = {
    id,
    message: id,
    site: 'school',
    person: 'g1',
    address: 'a',
    rung: 0,
    state: 'queued' as const,
    attempts: 0,
    why: null,
    answer: '',
    carrier: null,
  };
  return { delivery: { ...own, ...times, ...delivery }, message: whole, alert: whole.alert ?? undefined, events: [] };
}
const digest = (id: number) => item(id, { ...text('morning'), urgency: 'today' });
const ids = (items: readonly Item[]) => items.map(({ message }) => message.id);
const room = { left: 18, perMinute: 18, isCapped: false };

describe('what waits for one address', () => {
  it('goes one by one while there is little of it, the most urgent first', () => {
    expect(ids(chooseNext([digest(1), item(2), item(3)], room))).toEqual([2]);
    expect(ids(chooseNext([digest(1)], room))).toEqual([1]);
  });

  it('goes in one message when several alerts wait, or the bucket is getting empty; a digest stays by itself', () => {
    expect(ids(chooseNext([digest(1), item(2), item(3), item(4)], room))).toEqual([2, 3, 4]);
    expect(ids(chooseNext([digest(1), item(2), item(3)], { ...room, left: 5 }))).toEqual([2, 3]);
  });

  it('goes all in one when the school has sent too much', () => {
    expect(ids(chooseNext([digest(1), item(2)], { ...room, isCapped: true }))).toEqual([2, 1]);
  });

  it('stays together once it was tried together, so that a repetition can be known', () => {
    const group = [item(2, {}, { attempts: 1 }), item(3, {}, { attempts: 1, carrier: 2 })];
    expect(ids(chooseNext([item(1), ...group, item(4)], room))).toEqual([2, 3]);
  });
});

describe('a message of several alerts', () => {
  const seven = Array.from({ length: 7 }, (_, index) => item(index + 1));

  it('is called by its first place and their number, and has a line for each', () => {
    const { title, lines, link, facts } = parcelOf(seven, school, envelope);
    expect(title).toBe('教学楼B 等 7 处');
    expect(lines).toHaveLength(7);
    expect([link, facts.length]).toEqual(['https://s/alerts', 7]);
    expect(parcelOf(seven, school, { ...envelope, language: 'en' }).title).toBe('Teaching B and 6 more');
  });

  it('says of 30 how many more there are, and tells programs all of them', () => {
    const many = Array.from({ length: 30 }, (_, index) => item(index + 1, { alert: { ...burst('w1'), id: `alert ${index}` } }));
    const { lines, facts } = parcelOf(many, school, envelope);
    expect([lines.length, lines.at(-1), facts.length]).toEqual([21, '另有 10 条，请看页面。', 30]);
  });

  it('says of an alert that began and ended only that it ended', () => {
    const ended = item(2, { kind: 'recovered', alert: burst('w1', { state: 'recovered' }) });
    const { title, lines } = parcelOf([item(1), ended], school, envelope);
    expect(title).toMatch(/^已恢复：/);
    expect(lines).toHaveLength(1);
  });
});
