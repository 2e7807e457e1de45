const ISO = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Epoch ms, or an ISO 8601 text that says its offset. A text without one is some meter's local time, and a guess would put
 * its readings hours away from where they belong.
 *
 * @returns undefined when it is neither
 */
export function parseInstant(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.floor(value) : undefined;
  if (typeof value !== 'string') return undefined;
  const parts = ISO.exec(value);
  // Date.parse takes 31 February for a day of March.
  if (!parts || Number(parts[3]) > daysInMonth(Number(parts[1]), Number(parts[2]))) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
