import type { Weather } from '../domain/weather.ts';
import { HOUR_MS } from './water-night.ts';

/** Frost that can burst a pipe (domain note 4.6); it shows when the ice gives way. */
const FROST_C = -3;
const THAW_HOURS = 48;
/** How long before the thaw the frost may have been: a cold spell, not last month's. */
const FROST_DAYS = 3;

/**
 * The hours in which pipes show what the frost did: 48 h after the outdoor temperature rose above 0 °C, following frost of −3 °C
 * or less within the three days before.
 *
 * @returns whether an instant lies in such hours; never where the weather is not known
 */
export function thawHours(weather: Weather, fromAt: number, toAt: number): (at: number) => boolean {
  const rises: number[] = [];
  const firstAt = Math.floor(fromAt / HOUR_MS) * HOUR_MS - THAW_HOURS * HOUR_MS;
  let before = weather.mean(firstAt - HOUR_MS, firstAt);
  for (let at = firstAt; at < toAt; at += HOUR_MS) {
    const now = weather.mean(at, at + HOUR_MS);
    if (before !== undefined && now !== undefined && before <= 0 && now > 0) {
      const lowest = weather.lowest(at - FROST_DAYS * 24 * HOUR_MS, at);
      // What an hour was is known when it is over.
      if (lowest !== undefined && lowest <= FROST_C) rises.push(at + HOUR_MS);
    }
    if (now !== undefined) before = now;
  }
  return (at) => rises.some((rise) => rise <= at && at < rise + THAW_HOURS * HOUR_MS);
}
