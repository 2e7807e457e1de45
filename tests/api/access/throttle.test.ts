import { describe, expect, it } from 'vitest';
import { createThrottle } from '../../../api/access/throttle.ts';
import { TryLater } from '../../../api/problems.ts';

const MINUTE_S = 60;

/** Attempts on a clock in seconds; each says how long it has to wait, 0: it may. */
function gate() {
  let atS = 1_000_000;
  const throttle = createThrottle(() => atS * 1000);
  const attempt = (login: string | null, address: string) => {
    try {
      return { waitS: 0, ...throttle.begin(login, address) };
    } catch (error) {
      if (!(error instanceof TryLater)) throw error;
      return { waitS: error.retryAfterMs / 1000, forgive: () => {}, succeed: () => {} };
    }
  };
  return { attempt, pass: (seconds: number) => (atS += seconds) };
}

describe('throttle', () => {
  it('lets five wrong passwords be, then makes each wait twice as long, 15 minutes at most', () => {
    const { attempt, pass } = gate();
    const waits: number[] = [];
    for (let index = 0; index < 20; index++) {
      const { waitS } = attempt('zhang', '10.0.0.1');
      waits.push(waitS);
      if (waitS === 0) continue;
      pass(waitS);
      expect(attempt('zhang', '10.0.0.1').waitS).toBe(0);
    }
    expect(waits.filter((waitS) => waitS > 0)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900]);
  });

  it('counts a hundred attempts at once as a hundred', () => {
    const { attempt } = gate();
    const waits = Array.from({ length: 100 }, () => attempt('zhang', '10.0.0.1').waitS);
    expect(waits.filter((waitS) => waitS === 0)).toHaveLength(5);
  });

  it('begins anew once it was right', () => {
    const { attempt, pass } = gate();
    for (let index = 0; index < 5; index++) attempt('zhang', '10.0.0.1');
    pass(1);
    attempt('Zhang ', '10.0.0.1').succeed();
    for (let index = 0; index < 5; index++) expect(attempt('zhang', '10.0.0.1').waitS).toBe(0);
    expect(attempt('zhang', '10.0.0.1').waitS).toBe(1);
  });

  it('keeps the owner waiting half a minute at most, however many addresses guess', () => {
    const { attempt } = gate();
    for (let index = 0; index < 5000; index++) attempt('zhang', `10.1.${index >> 8}.${index & 255}`);
    const { waitS } = attempt('zhang', '10.0.0.1');
    expect(waitS).toBeGreaterThan(0);
    expect(waitS).toBeLessThanOrEqual(30);
  });

  it('slows an address that tries one name after the other, and not its neighbour', () => {
    const { attempt } = gate();
    const waits = Array.from({ length: 60 }, (_, index) => attempt(`name${index}`, '10.0.0.1').waitS);
    expect(waits.filter((waitS) => waitS === 0)).toHaveLength(30);
    expect(attempt('zhang', '10.0.0.2').waitS).toBe(0);
  });

  it('is not fooled by an account of the guesser: his own success does not clear his address', () => {
    const { attempt } = gate();
    let free = 0;
    for (let index = 0; index < 100; index++) {
      if (attempt(`name${index}`, '10.0.0.1').waitS === 0) free++;
      attempt('own', '10.0.0.1').succeed();
    }
    expect(free).toBe(30);
  });

  it('takes the addresses of one IPv6 network as one, and those of another as another', () => {
    const { attempt } = gate();
    for (let index = 0; index < 30; index++) attempt(null, `2001:db8:0:1::${(index + 1).toString(16)}`);
    expect(attempt(null, '2001:db8:0:1:ffff::1').waitS).toBeGreaterThan(0);
    expect(attempt(null, '2001:db8:0:2::1').waitS).toBe(0);
  });

  it('forgets after an hour without a failure; what was forgiven never counted', () => {
    const { attempt, pass } = gate();
    for (let index = 0; index < 50; index++) attempt('zhang', '10.0.0.1').forgive();
    for (let index = 0; index < 5; index++) expect(attempt('zhang', '10.0.0.1').waitS).toBe(0);
    expect(attempt('zhang', '10.0.0.1').waitS).toBe(1);
    pass(60 * MINUTE_S);
    for (let index = 0; index < 5; index++) expect(attempt('zhang', '10.0.0.1').waitS).toBe(0);
  });
});
