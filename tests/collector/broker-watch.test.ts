import { describe, expect, it } from 'vitest';
import { createBrokerWatch, SYSTEM_TOPICS } from '../../collector/broker-watch.ts';
import type { EventNote } from '../../collector/event-book.ts';

const DROPPED = '$SYS/broker/publish/messages/dropped';
const SESSION = { clientId: 'campus-collector', topics: ['campus/+'], lastAt: 1_000_000, dropped: 40 };

function open() {
  const state = { now: 2_000_000, noted: [] as EventNote[], said: [] as string[] };
  const log = { info: (_: object, text: string) => void state.said.push(text), warn: () => {}, error: () => {} };
  const book = { note: (event: EventNote) => void state.noted.push(event), flush: () => Promise.resolve() };
  const { clientId, topics } = SESSION;
  const watch = createBrokerWatch({
    clientId,
    topics,
    systemTopics: SYSTEM_TOPICS,
    keepaliveS: 30,
    maxPayloadBytes: 65_536,
    book,
    now: () => state.now,
    log,
  });
  const connect = (present: boolean, lostAt?: number) => watch.onConnected({ present, answer: { granted: [1] }, lostAt });
  return { state, watch, connect };
}

describe('broker watch', () => {
  it('counts from what it saw last, over its own restart and over those of the broker', () => {
    const { state, watch, connect } = open();
    expect(watch.recall(SESSION)).toBe(true);
    connect(true);
    for (const text of ['41', '41', '45', '2', 'nonsense', '', '2']) watch.onSystem(DROPPED, text);
    expect(state.noted.map(({ kind, count }) => [kind, count])).toEqual([
      ['broker_dropped', 1],
      ['broker_dropped', 4],
      ['broker_dropped', 2],
    ]);
    // The first while we were away; the others since the counter was looked at last.
    expect(state.noted.map(({ fromAt }) => fromAt)).toEqual([SESSION.lastAt, state.now - 60_000, state.now - 60_000]);
    expect(watch.session(true)).toEqual({ ...SESSION, lastAt: state.now, dropped: 2 });
  });

  it('takes the first count that it ever sees as its beginning', () => {
    const { state, watch, connect } = open();
    connect(false);
    watch.onSystem(DROPPED, '1900');
    expect(state.noted).toEqual([]);
  });

  it.each([
    ['another client id', { ...SESSION, clientId: 'other-collector' }],
    ['another subscription', { ...SESSION, topics: ['campus/+/+'] }],
  ])('does not miss a session of %s', (_, session) => {
    const { state, watch, connect } = open();
    expect(watch.recall(session)).toBe(false);
    connect(false);
    expect(state.noted).toEqual([]);
  });

  it('says once that a broker tells nothing of its counters', () => {
    const { state, watch, connect } = open();
    connect(true);
    for (let second = 0; second < 30; second++) {
      state.now += 1000;
      watch.tick();
    }
    expect(state.said).toEqual([expect.stringContaining('what it drops stays unseen')]);
  });
});
