import { DAY_MINUTES } from './china-day.ts';
import type { Load } from './load.ts';
import { mix, poisson, uniform } from './random.ts';
import type { Course, Rhythm } from './rhythm.ts';
import type { SchoolDay } from './school-day.ts';

const PER_HOUR = 60;

/**
 * Water that comes in portions: a flush, a minute under a shower, a bucket. Portions arrive as a Poisson stream whose mean
 * is the demand.
 *
 * @param litresAt mean demand, L/min, of a day and minute
 * @param portion  litres of one portion; single ones differ by ±half
 */
export function portionLoad(key: number, portion: number, litresAt: (day: SchoolDay, minute: number) => number): Load {
  return (day, into) => {
    const dayKey = mix(key, day.index);
    for (let minute = 0; minute < DAY_MINUTES; minute++) {
      const litres = litresAt(day, minute);
      if (litres <= 0) continue;
      const count = poisson(litres / portion, dayKey, minute);
      if (count === 0) continue;
      const each = portion * (1 + (uniform(dayKey, minute, 1) - 0.5) / Math.sqrt(count));
      into[minute] = into[minute]! + count * each * PER_HOUR;
    }
  };
}

/** Portions by a rhythm of the school: `litresPerDay` on a full day, spread by shares. */
export function crowdWater(
  key: number,
  portion: number,
  litresPerDay: number,
  rhythm: Rhythm,
  factor: (day: SchoolDay) => number = () => 1,
): Load {
  return portionLoad(key, portion, (day, minute) => litresPerDay * factor(day) * rhythm[day.attendance][minute]!);
}

/** Portions of people who are there every day. */
export function householdWater(key: number, portion: number, litresPerDay: number, course: Course): Load {
  return portionLoad(key, portion, (_day, minute) => litresPerDay * course[minute]!);
}

/** A constant flow in one block of the day: tank filling, irrigation, frost dripping. Minutes past 1440 are cut. */
export function flowBlock(lph: number, block: (day: SchoolDay) => { fromMinute: number; toMinute: number } | undefined): Load {
  return (day, into) => {
    const run = block(day);
    if (!run) return;
    for (let minute = Math.max(0, run.fromMinute); minute < Math.min(DAY_MINUTES, run.toMinute); minute++) {
      into[minute] = into[minute]! + lph;
    }
  };
}

/**
 * The few who are in an empty building: a guard on his round, a cleaner at six. So seldom between midnight and five that
 * three hours of flow in a row do not come about.
 */
export function passersBy(key: number): Load {
  return portionLoad(key, 6, (day, minute) => {
    if (minute < 300) return 0.004;
    if (minute >= 350 && minute < 400) return day.attendance === 'full' || day.attendance === 'leaving' ? 1.2 : 0.1;
    return minute < 1320 ? 0.03 : 0.01;
  });
}

/** From this minimum on the outdoor taps are left to trickle overnight, as the water companies advise. */
export const FROST_DRIP_BELOW_C = -2;

/** Outdoor taps that trickle from 21:00 before a frost night and until 08:00 after it. */
export function frostDrip(taps: number, lphPerTap: number): Load {
  return (day, into, days) => {
    const lph = taps * lphPerTap;
    const frostTonight = days(day.index + 1).minC <= FROST_DRIP_BELOW_C;
    const frostThisMorning = day.minC <= FROST_DRIP_BELOW_C;
    for (let minute = 0; minute < DAY_MINUTES; minute++) {
      if ((frostThisMorning && minute < 480) || (frostTonight && minute >= 1260)) into[minute] = into[minute]! + lph;
    }
  };
}
