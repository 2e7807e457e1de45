import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../../alerts/channels/fields.ts';
import { CHANNELS, channelOf } from '../../../alerts/channels/registry.ts';
import { HIDDEN, missingFields, settingErrors, toDraft, toSettings } from '../../../dashboard/messages/address-draft.ts';
import { toggle, toSpans, toWeek, toWeekly } from '../../../dashboard/messages/roster-draft.ts';
import { standingOf, stepsOf } from '../../../dashboard/messages/steps.ts';

const fieldsOfChannel = (name: string) => fieldsOf(channelOf(name)!);

describe('the form of an address', () => {
  it('begins with what the channel begins with, and says what is missing', () => {
    const fields = fieldsOfChannel('ntfy');
    const draft = toDraft(fields);
    expect(draft).toEqual({ server: 'https://ntfy.sh', topic: '', token: '', isEnglish: false });
    expect(missingFields(fields, draft)).toEqual(['topic']);
  });

  it('what is typed for mail is what the server takes: a number, a list of lines, nothing where nothing was typed', () => {
    const fields = fieldsOfChannel('email');
    const draft = {
      ...toDraft(fields),
      host: 'smtp.qq.com',
      from: 'a@school.cn',
      to: ' b@school.cn\nc@school.cn，d@school.cn\n',
      port: '587',
    };
    const settings = toSettings(fields, draft);
    expect(settings).toMatchObject({ port: 587, to: ['b@school.cn', 'c@school.cn', 'd@school.cn'] });
    expect(settings).not.toHaveProperty('user');
    expect(channelOf('email')!.settings.safeParse(settings).success).toBe(true);
  });

  it('a number that is none goes out as it was typed, so that the server can name it', () => {
    const fields = fieldsOfChannel('email');
    expect(toSettings(fields, { ...toDraft(fields), port: 'abc' })).toMatchObject({ port: 'abc' });
  });

  it('what is saved comes back as it was, secrets hidden', () => {
    const fields = fieldsOfChannel('email');
    const saved = { host: 'h', port: 465, user: 'u', password: HIDDEN, from: 'a@b.cn', to: ['x@b.cn', 'y@b.cn'], isEnglish: true };
    expect(toSettings(fields, toDraft(fields, saved))).toEqual(saved);
  });

  it.each(CHANNELS.map(({ channel }) => channel))('%s: every field can be filled in', (name) => {
    const fields = fieldsOfChannel(name);
    expect(fields.length).toBeGreaterThan(0);
    expect(Object.keys(toDraft(fields))).toEqual(fields.map((field) => field.name));
  });

  it('trouble stands at the field that it is about', () => {
    const errors = [
      { path: 'body.settings.to.1', message: 'no address' },
      { path: 'body.name', message: 'too long' },
    ];
    expect(settingErrors(errors)).toEqual({ to: 'no address' });
  });
});

describe('the roster on the page', () => {
  const weekly = [
    { duty: 'guard' as const, person: 'li', weekdays: [1, 2] },
    { duty: 'guard' as const, person: 'wang', weekdays: [0, 6] },
    { duty: 'guard' as const, person: 'li', weekdays: [3] },
  ];

  it('one row for each person of a duty, in the order in which they are called', () => {
    expect(toWeek(weekly).guard).toEqual([
      { person: 'li', weekdays: [1, 2, 3] },
      { person: 'wang', weekdays: [6, 0] },
    ]);
    expect(toWeek(weekly).electrician).toEqual([]);
  });

  it('rows without days say nothing', () => {
    const week = { ...toWeek(weekly), electrician: [{ person: 'zhang', weekdays: [] }] };
    expect(toWeekly(week).map(({ duty, person }) => `${duty} ${person}`)).toEqual(['guard li', 'guard wang']);
  });

  it('a tap takes a day in and out', () => {
    const row = { person: 'li', weekdays: [1, 3] };
    expect(toggle(row, 2).weekdays).toEqual([1, 2, 3]);
    expect(toggle(toggle(row, 0), 1).weekdays).toEqual([3, 0]);
  });

  it('gaps on days that follow each other are one, by duty and reason', () => {
    const why = { zh: '无人值班', en: 'nobody' };
    const gap = (day: string, duty: 'guard' | 'logistics', because = why) => ({ day, duty, why: because });
    const untold = { zh: '通知不到', en: 'cannot be told' };
    const spans = toSpans([
      gap('2026-02-28', 'guard'),
      gap('2026-02-28', 'logistics'),
      gap('2026-03-01', 'guard'),
      gap('2026-03-02', 'guard', untold),
      gap('2026-03-04', 'guard', untold),
    ]);
    expect(spans.map(({ duty, firstDay, lastDay }) => `${duty} ${firstDay} ${lastDay}`)).toEqual([
      'guard 2026-02-28 2026-03-01',
      'guard 2026-03-02 2026-03-02',
      'guard 2026-03-04 2026-03-04',
      'logistics 2026-02-28 2026-02-28',
    ]);
  });
});

describe('how a delivery stands', () => {
  const queued = {
    id: 1,
    message: 1,
    kind: 'opened' as const,
    title: { zh: '', en: '' },
    alert: null,
    person: null,
    channel: '',
    address: '',
    rung: 0,
    state: 'queued' as const,
    attempts: 0,
    createdAt: 1,
    dueAt: 1,
    sentAt: null,
    acceptedAt: null,
    seenAt: null,
    actedAt: null,
    why: null,
    answer: '',
  };

  it('by the furthest that it came', () => {
    expect(standingOf(queued)).toBe('queued');
    expect(standingOf({ ...queued, attempts: 1, sentAt: 2 })).toBe('waiting');
    expect(standingOf({ ...queued, state: 'sending', sentAt: 2 })).toBe('sent');
    expect(standingOf({ ...queued, state: 'failed' })).toBe('failed');
    expect(standingOf({ ...queued, state: 'accepted', seenAt: 4 })).toBe('seen');
    expect(standingOf({ ...queued, state: 'failed', actedAt: 5 })).toBe('acted');
  });

  it('step by step, with what was not reached', () => {
    const steps = stepsOf({ ...queued, sentAt: 2, acceptedAt: 3 });
    expect(steps.map(({ step, at }) => `${step} ${at}`)).toEqual(['queued 1', 'sent 2', 'accepted 3', 'seen null', 'acted null']);
  });
});
