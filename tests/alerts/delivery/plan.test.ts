import { describe, expect, it } from 'vitest';
import { climb } from '../../../alerts/delivery/ladder.ts';
import { nextAddress, planMessage, planRung } from '../../../alerts/delivery/plan.ts';
import { type Crew, dutyDay } from '../../../alerts/delivery/recipients.ts';
import { EVERYWHERE } from '../../../domain/access.ts';
import type { Delivery, Message, NewDelivery } from '../../../domain/message.ts';
import { DEFAULT_FLOOR, DEFAULT_WISHES } from '../../../domain/person.ts';
import { EMPTY_ROSTER } from '../../../domain/roster.ts';
import { address, burst, BUILDING_PLAN, local, MINUTE, person, said, T0, text } from './post-rig.ts';

const [b1] = BUILDING_PLAN.buildings;
const crew = (more: Partial<Crew> = {}): Crew => ({
  people: [person('g1', 'guard'), person('g2', 'guard'), person('e1', 'electrician'), person('h1', 'logistics_head')],
  addresses: ['g1', 'g2', 'e1', 'h1'].map((id) => address(`${id}-phone`, { person: id })),
  roster: EMPTY_ROSTER,
  floor: DEFAULT_FLOOR,
  local,
  place: { building: b1, space: undefined },
  now: T0,
  ...more,
});
const message = (more: Partial<Message> = {}): Message => ({
  id: 1,
  site: 'school',
  kind: 'opened',
  createdAt: T0,
  urgency: 'now',
  audience: 'guard',
  alert: burst('w1'),
  text: null,
  link: '/tonight',
  ...more,
});
const list = (more: Partial<Message> = {}) => ({ ...message(), ...text('list'), id: 2, ...more });
const to = (lines: readonly NewDelivery[]) => lines.map(({ address: id }) => id);
const weekly = (duty: 'guard' | 'second_guard' | 'electrician', who: string, weekdays = [0, 1, 2, 3, 4, 5, 6]) => ({
  duty,
  person: who,
  weekdays,
});

describe('who gets a message', () => {
  it('the guard of the evening, until noon of the day after', () => {
    const roster = { ...EMPTY_ROSTER, weekly: [weekly('guard', 'g1', [5]), weekly('guard', 'g2', [6])] };
    const at = (day: string, clock: string) => to(planMessage(message(), crew({ roster, now: local.at(day, clock) }), []));
    // The 20th is a Friday.
    expect(at('2026-11-20', '23:30')).toEqual(['g1-phone']);
    expect(at('2026-11-21', '03:00')).toEqual(['g1-phone']);
    expect(at('2026-11-21', '12:00')).toEqual(['g2-phone']);
    expect(dutyDay(local, local.at('2026-11-21', '11:59'))).toBe('2026-11-20');
  });

  it('the substitute where the usual guard has leave', () => {
    const days = [{ duty: 'guard' as const, person: 'g2', firstDay: '2026-11-20', lastDay: '2026-11-20', note: '调班' }];
    expect(to(planMessage(message(), crew({ roster: { weekly: [weekly('guard', 'g1')], days } }), []))).toEqual(['g2-phone']);
  });

  it('nobody of another building, and nobody who has left', () => {
    const far = person('g1', 'guard', { reach: { ...EVERYWHERE, buildings: ['elsewhere'] } });
    const gone = person('g2', 'guard', { disabledAt: 1 });
    const here = person('g3', 'guard');
    const people = [far, gone, here];
    const addresses = people.map(({ id }) => address(`${id}-phone`, { person: id }));
    expect(to(planMessage(message(), crew({ people, addresses }), []))).toEqual(['g3-phone']);
  });

  it('not whoever muted the rule or wants other buildings, unless it is below the floor', () => {
    const wishes = { ...DEFAULT_WISHES, mutedRules: ['burst'], buildings: ['elsewhere'], quiet: null };
    const people = [person('g1', 'guard', { wishes })];
    const still = message({ kind: 'still_on', urgency: 'tonight' });
    const floor = { urgency: 'now' as const, rules: [] };
    expect(to(planMessage(still, crew({ people, floor }), []))).toEqual([]);
    expect(to(planMessage(still, crew({ people }), []))).toEqual(['g1-phone']);
    expect(to(planMessage(message(), crew({ people, floor }), []))).toEqual(['g1-phone']);
  });

  it('the logistics head after his quiet hours, with what is not urgent', () => {
    const request = list({ kind: 'permit_request', urgency: 'today', audience: 'logistics' });
    expect(planMessage(request, crew(), [])).toMatchObject([{ address: 'h1-phone', dueAt: local.at('2026-11-21', '06:30') }]);
    expect(planMessage({ ...request, urgency: 'now' }, crew(), [])).toMatchObject([{ dueAt: T0 }]);
  });

  it('not whoever wants no digests', () => {
    const people = [person('h1', 'logistics_head', { wishes: { ...DEFAULT_WISHES, digests: false } })];
    const digest = list({ kind: 'morning', urgency: 'today', audience: 'logistics' });
    expect(to(planMessage(digest, crew({ people }), []))).toEqual([]);
    expect(to(planMessage(digest, crew(), []))).toEqual(['h1-phone']);
  });

  it('groups of the audience, and each own address in the order of the person', () => {
    const own = ['a', 'b', 'c'].map((id) => address(id, { person: 'g1' }));
    const addresses = [...own, address('guards', { audiences: ['guard'] }), address('office', { audiences: ['logistics'] })];
    const wisher = person('g1', 'guard', { wishes: { ...DEFAULT_WISHES, addresses: ['c', 'a'] } });
    const those = crew({ people: [wisher], addresses });
    expect(to(planMessage(message(), those, []))).toEqual(['c', 'guards']);
    expect(nextAddress(wisher, those, [{ address: 'c' }])?.id).toBe('a');
    expect(nextAddress(wisher, those, [{ address: 'c' }, { address: 'a' }])?.id).toBe('b');
    expect(
      nextAddress(
        wisher,
        those,
        own.map(({ id }) => ({ address: id })),
      ),
    ).toBeUndefined();
  });

  it('nobody of single alerts that are not urgent', () => {
    for (const urgency of ['tonight', 'today'] as const) {
      expect(planMessage(message({ urgency }), crew(), [])).toEqual([]);
      expect(planMessage(message({ urgency, kind: 'recovered' }), crew(), [])).toEqual([]);
    }
  });
});

describe('the ladder', () => {
  const roster = { ...EMPTY_ROSTER, weekly: [weekly('guard', 'g1'), weekly('second_guard', 'g2'), weekly('electrician', 'e1')] };
  const deliveries = (lines: readonly NewDelivery[], state: Delivery['state'] = 'accepted'): Delivery[] =>
    lines.map((line, index) => ({
      id: index + 1,
      attempts: 1,
      sentAt: line.dueAt,
      acceptedAt: null,
      seenAt: null,
      actedAt: null,
      answer: '',
      carrier: null,
      ...line,
      state: line.state ?? state,
      why: line.why ?? null,
    }));
  const call = (sent: readonly Delivery[], more: object = {}) => ({
    alert: burst('w1'),
    messages: [message()],
    deliveries: sent,
    events: [],
    ...more,
  });
  const after = (minutes: number) => crew({ roster, now: T0 + minutes * MINUTE });
  const first = () => deliveries(planRung(message(), crew({ roster }), 0));

  it('waits for its minutes, and says when they are over', () => {
    expect(climb(call(first()), after(4), [5, 10, 20])).toMatchObject({ deliveries: [], nextAt: T0 + 5 * MINUTE });
    expect(to(climb(call(first()), after(5), [5, 10, 20]).deliveries)).toEqual(['g2-phone']);
  });

  it('stops at any answer, but not because somebody has seen it, and not at the word of the meter', () => {
    const id = burst('w1').id;
    const seen = first().map((delivery) => ({ ...delivery, seenAt: T0 + 1000 }));
    expect(climb(call(seen), after(6), [5, 10, 20]).deliveries).toHaveLength(1);
    expect(climb(call(seen, { events: [said(id, 'still_on', T0 + 1, 'meter')] }), after(6), [5, 10, 20]).deliveries).toHaveLength(1);
    for (const word of ['claimed', 'no_access', 'false_alarm'] as const) {
      expect(climb(call(seen, { events: [said(id, word, T0 + 1)] }), after(6), [5, 10, 20]).deliveries).toEqual([]);
    }
  });

  it('begins anew when it is opened again', () => {
    const again = message({ id: 9, kind: 'reopened', createdAt: T0 + 60 * MINUTE });
    const sent = [...first(), ...first().map((delivery) => ({ ...delivery, id: 7, message: 9, createdAt: again.createdAt }))];
    const events = [said(burst('w1').id, 'claimed', T0 + 1)];
    const calls = call(sent, { messages: [message(), again], events });
    expect(to(climb(calls, after(65), [5, 10, 20]).deliveries)).toEqual(['g2-phone']);
  });

  it('stops when the alert is over', () => {
    for (const state of ['recovered', 'withdrawn', 'expired', 'no_data'] as const) {
      expect(climb(call(first(), { alert: burst('w1', { state }) }), after(60), [5, 10, 20]).deliveries).toEqual([]);
    }
  });

  it('calls the next one at once when nobody of a rung can be reached', () => {
    const failed = first().map((delivery) => ({ ...delivery, state: 'failed' as const }));
    expect(to(climb(call(failed), after(0), [5, 10, 20]).deliveries)).toEqual(['g2-phone']);
  });

  it('tries the next address of a guard whose first one has taken nothing in five minutes', () => {
    const waiting = first().map((delivery) => ({ ...delivery, state: 'queued' as const }));
    const those = { ...after(5), addresses: [...crew().addresses, address('g1-mail', { person: 'g1', createdAt: 9 })] };
    expect(to(climb(call(waiting), those, [5, 10, 20]).deliveries)).toEqual(['g1-mail', 'g2-phone']);
  });
});
