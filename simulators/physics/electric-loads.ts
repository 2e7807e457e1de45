import { DAY_MINUTES } from './china-day.ts';
import type { Load } from './load.ts';
import { mix, smoothNoise, uniform } from './random.ts';
import type { Rhythm } from './rhythm.ts';
import type { SchoolDay } from './school-day.ts';

/** Cameras, switches, exit signs, standby: flat, wandering by a few percent over hours. */
export function steadyLoad(key: number, kw: number): Load {
  return (day, into) => {
    for (let hour = 0; hour < 24; hour++) {
      const power = kw * (1 + 0.04 * smoothNoise(key, day.index * 8 + hour / 3));
      for (let minute = hour * 60; minute < hour * 60 + 60; minute++) into[minute] = into[minute]! + power;
    }
  };
}

/** Many small consumers that follow people: power × course of the day × what the day is like, with some restlessness. */
export function crowdLoad(key: number, kw: number, rhythm: Rhythm, factor: (day: SchoolDay) => number = () => 1): Load {
  return (day, into) => {
    const course = rhythm[day.attendance];
    const strength = kw * factor(day) * (1 + 0.08 * (uniform(key, day.index) - 0.5));
    if (strength <= 0) return;
    const dayKey = mix(key, day.index);
    for (let cell = 0; cell < DAY_MINUTES; cell += NOISE_MINUTES) {
      const power = strength * (1 + 0.05 * noiseOf(dayKey, cell));
      const end = Math.min(DAY_MINUTES, cell + NOISE_MINUTES);
      for (let minute = cell; minute < end; minute++) {
        const share = course[minute]!;
        if (share > 0) into[minute] = into[minute]! + power * share;
      }
    }
  };
}

/** Lamps of rooms: people switch them by daylight. By day 45 % (clear) to 85 % (overcast) of them burn, after sunset all. */
export function lightingLoad(key: number, kw: number, rhythm: Rhythm): Load {
  return (day, into) => {
    const course = rhythm[day.attendance];
    const byDay = 0.45 + 0.4 * day.cloud;
    const strength = kw * (1 + 0.06 * (uniform(key, day.index) - 0.5));
    for (let minute = 0; minute < DAY_MINUTES; minute++) {
      const share = course[minute]!;
      if (share > 0) into[minute] = into[minute]! + strength * share * (byDay + (1 - byDay) * day.darkness[minute]!);
    }
  };
}

/** Corridor lamps: dusk to 22:30 in full while the school is there, a third through the night. */
export function corridorLoad(kw: number): Load {
  return (day, into) => {
    const evening = day.attendance === 'full' || day.attendance === 'returning' ? 1 : 1 / 3;
    for (let minute = 0; minute < DAY_MINUTES; minute++) {
      const dark = day.darkness[minute]!;
      if (dark > 0) into[minute] = into[minute]! + kw * dark * (minute >= 1080 && minute < 1350 ? evening : 1 / 3);
    }
  };
}

/** Street and landscape lamps: from sunset, half of them after 23:00. */
export function streetLoad(kw: number): Load {
  return (day, into) => {
    for (let minute = 0; minute < DAY_MINUTES; minute++) {
      const dark = day.darkness[minute]!;
      if (dark > 0) into[minute] = into[minute]! + kw * dark * (minute >= 1380 || minute < 720 ? 0.5 : 1);
    }
  };
}

/**
 * A device that a thermostat switches: fridge, water boiler, dispenser, frost heater. One burst of `onMinutes` in each
 * cycle, whose length gives the duty asked for.
 *
 * @param duty share of the time that it is on, by day and minute; 0 = switched off
 */
export function thermostatLoad(
  key: number,
  units: number,
  kw: number,
  onMinutes: number,
  duty: (day: SchoolDay, minute: number) => number,
): Load {
  return (day, into) => {
    for (let unit = 0; unit < units; unit++) {
      const unitKey = mix(key, unit);
      let minute = Math.floor(uniform(unitKey, day.index) * onMinutes);
      for (let cycle = 0; minute < DAY_MINUTES; cycle++) {
        const share = duty(day, minute);
        if (share <= 0) {
          minute += 10;
          continue;
        }
        const on = Math.max(1, Math.round(onMinutes * (0.75 + 0.5 * uniform(unitKey, day.index, cycle))));
        for (let at = minute; at < Math.min(DAY_MINUTES, minute + on); at++) into[at] = into[at]! + kw;
        minute += Math.max(on, Math.round(on / Math.min(1, share)));
      }
    }
  };
}

/** A machine that runs in one block a day. Returns minutes; undefined: not today. */
export function blockLoad(key: number, kw: number, block: (day: SchoolDay) => { fromMinute: number; toMinute: number } | undefined): Load {
  return (day, into) => {
    const run = block(day);
    if (!run) return;
    const dayKey = mix(key, day.index);
    for (let minute = Math.max(0, run.fromMinute); minute < Math.min(DAY_MINUTES, run.toMinute); minute++) {
      into[minute] = into[minute]! + kw * (1 + 0.03 * noiseOf(dayKey, minute - (minute % NOISE_MINUTES)));
    }
  };
}

/** People and machines change their mind every few minutes. */
const NOISE_MINUTES = 8;

/** In [-1, 1] for the cell that begins at a minute. */
function noiseOf(dayKey: number, cell: number): number {
  return mix(dayKey, cell) / 2_147_483_648 - 1;
}
