/** A billing period of an account, named after the month of its last day. Local days, half open. */
export interface BillingPeriod {
  /** `YYYY-MM`. */
  month: string;
  from: string;
  to: string;
}

/**
 * The twelve periods of a year, January first.
 *
 * @param billingDay day of the month on which the utility reads, 1 to 28
 * @example billingPeriods(2026, 20)[0] // January, from 2025-12-20 to 2026-01-20
 */
export function billingPeriods(year: number, billingDay: number): BillingPeriod[] {
  const day = String(billingDay).padStart(2, '0');
  const readingIn = (month: number) => `${new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 7)}-${day}`;
  // Read on the 1st, a period lies in the month before its end.
  const first = billingDay === 1 ? 0 : -1;
  return Array.from({ length: 12 }, (_, index) => ({
    month: readingIn(index).slice(0, 7),
    from: readingIn(index + first),
    to: readingIn(index + first + 1),
  }));
}
