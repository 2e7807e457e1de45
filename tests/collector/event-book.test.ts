import { describe, expect, it } from 'vitest';
import { createEventBook } from '../../collector/event-book.ts';
import type { CollectorEvent } from '../../store/ports.ts';

const MINUTE = 60_000;

function open() {
  const state = { now: 1_000_000_000_000, fails: false, kept: [] as CollectorEvent[], said: [] as string[] };
  const recordEvent = (event: CollectorEvent) => {
    if (state.fails) return Promise.reject(new Error('database is locked'));
    state.kept.push(event);
    return Promise.resolve();
  };
  const log = { info: () => {}, warn: (_: object, text: string) => void state.said.push(text), error: () => {} };
  const book = createEventBook({ intake: { recordEvent }, now: () => state.now, log });
  const dropped = (count: number, fromAt: number) => book.note({ kind: 'broker_dropped', words: (sum) => `${sum} dropped`, count, fromAt });
  return { state, book, dropped };
}

describe('event book', () => {
  it('keeps the first of a kind at once, and one for all that follow within ten minutes', async () => {
    const { state, book, dropped } = open();
    dropped(5, 100);
    await book.flush();
    expect(state.kept).toEqual([{ at: state.now, kind: 'broker_dropped', fromAt: 100, detail: '5 dropped' }]);
    dropped(1, 300);
    state.now += 5 * MINUTE;
    dropped(2, 200);
    await book.flush();
    expect(state.kept).toHaveLength(1);
    state.now += 5 * MINUTE;
    await book.flush();
    expect(state.kept[1]).toMatchObject({ at: state.now - 5 * MINUTE, fromAt: 200, detail: '3 dropped' });
    expect(state.said).toEqual(['5 dropped', '3 dropped']);
  });

  it('does not let one kind wait for another, and writes everything at the end', async () => {
    const { state, book, dropped } = open();
    dropped(5, 100);
    await book.flush();
    book.note({ kind: 'session_lost', words: () => 'lost' });
    dropped(6, 100);
    await book.flush();
    expect(state.kept.map(({ kind, fromAt }) => [kind, fromAt])).toEqual([
      ['broker_dropped', 100],
      ['session_lost', null],
    ]);
    await book.flush(true);
    expect(state.kept.map(({ detail }) => detail)).toEqual(['5 dropped', 'lost', '6 dropped']);
  });

  it('keeps what the records do not take, joined with what follows, and says so once', async () => {
    const { state, book, dropped } = open();
    state.fails = true;
    dropped(5, 100);
    await book.flush();
    dropped(6, 50);
    await book.flush();
    expect(state.said).toEqual(['5 dropped (the records do not take this event now)']);
    state.fails = false;
    await book.flush();
    expect(state.kept).toEqual([{ at: state.now, kind: 'broker_dropped', fromAt: 50, detail: '11 dropped' }]);
  });
});
