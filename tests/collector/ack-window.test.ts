import { describe, expect, it } from 'vitest';
import { createAckWindow } from '../../collector/ack-window.ts';

const puback = (...ids: number[]) => Buffer.from(ids.flatMap((id) => [0x40, 2, id >> 8, id & 0xff]));

describe('window of unacknowledged messages', () => {
  it('releases PUBACKs in the order of arrival, up to a ticket, once', () => {
    const window = createAckWindow();
    const tickets = [1, 2, 65_535].map((id) => window.take(id));
    expect(window.release(tickets[1]!)).toEqual(puback(1, 2));
    expect(window.release(tickets[1]!)).toHaveLength(0);
    expect(window.release(tickets[2]!)).toEqual(puback(65_535));
    expect(window.size()).toBe(0);
  });

  it('sends nothing for a message of QoS 0', () => {
    const window = createAckWindow();
    window.take(5);
    window.take(0);
    expect(window.release(window.take(6))).toEqual(puback(5, 6));
  });

  it('releases nothing of an old connection, though the message ids are the same', () => {
    const window = createAckWindow();
    const old = [1, 2, 3].map((id) => window.take(id)).at(-1)!;
    window.reset();
    const fresh = window.take(1);
    expect(window.release(old)).toHaveLength(0);
    expect(window.size()).toBe(1);
    expect(window.release(fresh)).toEqual(puback(1));
  });

  it('keeps its place over 100,000 messages', () => {
    const window = createAckWindow();
    for (let round = 0; round < 100; round++) {
      let last = 0;
      for (let index = 0; index < 1000; index++) last = window.take((index % 65_535) + 1);
      expect(window.release(last - 1)).toHaveLength(999 * 4 + (round > 0 ? 4 : 0));
    }
    expect(window.size()).toBe(1);
  });
});
