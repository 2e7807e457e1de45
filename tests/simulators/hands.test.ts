import { describe, expect, it } from 'vitest';
import { createCampusModel } from '../../simulators/demo-campus.ts';
import { demoNightFaults } from '../../simulators/demo-night.ts';
import type { Fault } from '../../simulators/faults/fault.ts';
import { createHands } from '../../simulators/hands.ts';
import { dayIndexAt } from '../../simulators/physics/china-day.ts';
import { createWorld } from '../../simulators/world.ts';

const MINUTE = 60_000;
/** Saturday, 23:05 in China: nobody is at school. */
const EVENING = Date.UTC(2026, 10, 21, 15, 5);
const model = createCampusModel({ seed: 1 });

function start() {
  const faults = demoNightFaults(model, EVENING);
  const world = createWorld(model, faults, dayIndexAt(EVENING) - 1);
  const number = (id: string) => world.meters.findIndex((meter) => meter.id === id);
  let truth: readonly Fault[] = faults;
  const hands = createHands(world, faults, (amended) => (truth = amended));
  const meanKw = (id: string, fromAt: number, toAt: number) =>
    ((world.totalAt(number(id), toAt) - world.totalAt(number(id), fromAt)) * 3_600_000) / (toAt - fromAt);
  return { world, hands, meanKw, truth: () => truth };
}

describe('hands on the simulated campus', () => {
  it('stop a forgotten air-conditioner from the next minute on, past midnight too', () => {
    const { hands, meanKw } = start();
    expect(meanKw('t3-301-ac', EVENING, EVENING + 60 * MINUTE)).toBeGreaterThan(0.4);
    expect(hands.switchOff('t3-301-ac', EVENING + 70 * MINUTE + 20_000)).toBe(1);
    expect(meanKw('t3-301-ac', EVENING + 71 * MINUTE, EVENING + 180 * MINUTE)).toBeLessThan(0.05);
  });

  it('leave what was counted before as it was', () => {
    const { hands, meanKw } = start();
    const before = meanKw('t3-301-ac', EVENING - 60 * MINUTE, EVENING + 30 * MINUTE);
    const main = meanKw('t3-main-e', EVENING - 60 * MINUTE, EVENING + 30 * MINUTE);
    hands.switchOff('t3-301-ac', EVENING + 30 * MINUTE);
    expect(meanKw('t3-301-ac', EVENING - 60 * MINUTE, EVENING + 30 * MINUTE)).toBe(before);
    expect(meanKw('t3-main-e', EVENING - 60 * MINUTE, EVENING + 30 * MINUTE)).toBe(main);
  });

  it('are seen by the main meter above, and by no other room', () => {
    const { hands, meanKw } = start();
    const span = [EVENING + 31 * MINUTE, EVENING + 60 * MINUTE] as const;
    const [main, other] = [meanKw('t3-main-e', ...span), meanKw('t3-303-ac', ...span)];
    hands.switchOff('t3-301-ac', EVENING + 30 * MINUTE);
    expect(meanKw('t3-main-e', ...span)).toBeLessThan(main - 0.3);
    expect(meanKw('t3-303-ac', ...span)).toBe(other);
  });

  it('switch lamps off', () => {
    const { hands, meanKw } = start();
    expect(hands.switchOff('t2-light', EVENING + 30 * MINUTE)).toBe(1);
    expect(meanKw('t2-light', EVENING + 31 * MINUTE, EVENING + 90 * MINUTE)).toBeLessThan(2);
  });

  it('write into the truth when it ended', () => {
    const { hands, truth } = start();
    hands.switchOff('t3-301-ac', EVENING + 30 * MINUTE);
    expect(truth().find(({ meters }) => meters[0] === 't3-301-ac')?.endAt).toBe(EVENING + 30 * MINUTE);
  });

  it('find 0 where nothing is on', () => {
    const { hands } = start();
    expect(hands.switchOff('t3-302-ac', EVENING + 30 * MINUTE)).toBe(0);
    expect(hands.switchOff('t3-301-ac', EVENING + 24 * 60 * MINUTE)).toBe(0);
  });
});
