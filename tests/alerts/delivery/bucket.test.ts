import { array, assert, integer, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBucket } from '../../../alerts/delivery/bucket.ts';
import { crowdedMs, retryAfterMs } from '../../../alerts/delivery/patience.ts';

const MINUTE = 60_000;

describe('the bucket of a robot', () => {
  it('lets 18 go at once, and the 19th when the first is a minute old', () => {
    const bucket = createBucket(18);
    for (let index = 0; index < 18; index++) bucket.take(index * 10);
    expect([bucket.left(200), bucket.waitMs(200)]).toEqual([0, MINUTE - 200]);
    expect([bucket.left(MINUTE), bucket.waitMs(MINUTE)]).toEqual([1, 0]);
  });

  it('never lets more go in any minute, whenever it is asked, also after a restart in between', () => {
    const waits = array(integer({ min: 0, max: 20_000 }), { maxLength: 200 });
    assert(
      property(waits, integer({ min: 1, max: 20 }), nat(199), (gaps, perMinute, restartAt) => {
        const sent: number[] = [];
        let bucket = createBucket(perMinute);
        let now = 0;
        gaps.forEach((gap, index) => {
          now += gap;
          if (index === restartAt)
            bucket = createBucket(
              perMinute,
              sent.filter((at) => at > now - MINUTE),
            );
          if (bucket.waitMs(now) > 0) return;
          bucket.take(now);
          sent.push(now);
        });
        for (const at of sent) expect(sent.filter((one) => at <= one && one < at + MINUTE).length).toBeLessThanOrEqual(perMinute);
      }),
    );
  });

  it('is shut until the vendor opens it again', () => {
    const bucket = createBucket(18);
    bucket.blockUntil(10 * MINUTE);
    bucket.blockUntil(MINUTE);
    expect([bucket.waitMs(0), bucket.left(0), bucket.waitMs(10 * MINUTE)]).toEqual([10 * MINUTE, 0, 0]);
  });
});

describe('patience', () => {
  it('doubles from 5 s to a quarter hour', () => {
    expect([1, 2, 3, 4, 8, 20, 1000].map((attempts) => retryAfterMs(attempts, () => 0.5))).toEqual([
      5000, 10_000, 20_000, 40_000, 640_000, 900_000, 900_000,
    ]);
  });

  it('keeps a digest away from the minute after 07:30, and an urgent message never', () => {
    const at = Date.UTC(2026, 10, 20, 23, 30, 0);
    expect(crowdedMs(at, 'today', () => 0)).toBe(MINUTE);
    expect(crowdedMs(at, 'today', () => 0.5)).toBe(1.5 * MINUTE);
    expect(crowdedMs(at - 1000, 'today', () => 0)).toBe(MINUTE + 1000);
    expect(crowdedMs(at + MINUTE, 'today', () => 0)).toBe(0);
    expect(crowdedMs(at, 'now', () => 0)).toBe(0);
  });
});
