import { type Fault, isActive } from './faults/fault.ts';
import { dayIndexAt, MINUTE_MS } from './physics/china-day.ts';
import type { World } from './world.ts';

/** What somebody on the campus can do. */
export interface Hands {
  /**
   * Switch off what is left on behind a meter: forgotten air-conditioners and lamps.
   *
   * @returns how many; 0 where nothing was on
   */
  switchOff(meter: string, at: number): number;
}

const SWITCHED: ReadonlySet<Fault['fault']> = new Set<Fault['fault']>(['forgotten_ac', 'lights_left_on']);

/** @param onAmended the truth as it is now, all faults of the school */
export function createHands(world: World, planned: readonly Fault[], onAmended: (faults: readonly Fault[]) => void): Hands {
  let faults = planned;
  return {
    switchOff(meter, at) {
      // A switch acts from the next whole minute on: the world counts in minutes.
      const offAt = Math.ceil(at / MINUTE_MS) * MINUTE_MS;
      const isOn = (fault: Fault) => SWITCHED.has(fault.fault) && fault.meters.includes(meter) && isActive(fault, offAt);
      const on = faults.filter(isOn);
      if (on.length === 0) return 0;
      faults = faults.map((fault) => (isOn(fault) ? { ...fault, endAt: offAt, note: `${fault.note}; switched off by hand` } : fault));
      world.amend(faults, Math.min(...on.map(({ startAt }) => dayIndexAt(startAt))));
      onAmended(faults);
      return on.length;
    },
  };
}
