import { describe, expect, it } from 'vitest';
import { createNightClock } from '../../roles/night-clock.ts';

const EVENING = Date.UTC(2026, 10, 20, 15, 5);
const MINUTE = 60_000;

describe('the clock of the demo night', () => {
  function start() {
    let real = 1_000_000;
    const clock = createNightClock(
      [
        { fromAt: EVENING, speed: 20 },
        { fromAt: EVENING + 100 * MINUTE, speed: 240 },
        { fromAt: EVENING + 500 * MINUTE, speed: 1 },
      ],
      () => real,
    );
    return { clock, pass: (ms: number) => (real += ms), real: () => real };
  }

  it('stands still until it begins', () => {
    const { clock, pass } = start();
    pass(90_000);
    expect(clock.now()).toBe(EVENING);
    expect(clock.speed()).toBe(0);
  });

  it('passes 20 minutes in one', () => {
    const { clock, pass, real } = start();
    clock.begin(real());
    pass(MINUTE);
    expect(clock.now()).toBe(EVENING + 20 * MINUTE);
  });

  it('runs on without a step where its speed changes', () => {
    const { clock, pass, real } = start();
    clock.begin(real());
    pass(5 * MINUTE);
    expect(clock.now()).toBe(EVENING + 100 * MINUTE);
    pass(1000);
    expect(clock.now()).toBe(EVENING + 104 * MINUTE);
    pass(99_000);
    expect(clock.now()).toBe(EVENING + 500 * MINUTE);
    pass(1000);
    expect(clock.now()).toBe(EVENING + 500 * MINUTE + 1000);
  });

  it('begins once', () => {
    const { clock, pass, real } = start();
    clock.begin(real());
    pass(3000);
    clock.begin(real());
    expect(clock.now()).toBe(EVENING + 60_000);
  });
});
