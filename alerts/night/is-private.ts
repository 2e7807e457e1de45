import type { PlacedMeter } from '../../domain/placed-meter.ts';

/**
 * Whether a meter tells about somebody's home: nothing of it is ever on a list that goes round. The main of a dormitory does
 * not; a room's own meter in it does, and everything in a staff apartment building.
 */
export function isPrivate({ meter, building, space }: PlacedMeter): boolean {
  if (building.function === 'staff_apartment' || space?.function === 'staff_apartment' || space?.function === 'dormitory') return true;
  return building.function === 'dormitory' && meter.role === 'room_breaker';
}
