import type { Meter } from '../domain/site.ts';

/** Thermometers in the rooms of a building. Their intervals are 15-min means in °C. */
export const thermometersIn = (building: string, meters: readonly Meter[]): Meter[] =>
  meters.filter((meter) => meter.building === building && meter.role === 'room_thermometer');
