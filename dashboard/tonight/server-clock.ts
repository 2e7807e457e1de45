/** How far the server's clock is ahead of this phone's, in ms, as one answer shows it: it was made about half-way through the wait. */
export function aheadBy(serverNow: number, askedAt: number, answeredAt: number): number {
  return Math.round(serverNow - (askedAt + answeredAt) / 2);
}

/** An instant as the phone saw it, and how far the server was ahead then; null: the phone had never heard from it. */
export interface PhoneInstant {
  saidAt: number;
  aheadMs: number | null;
}

/**
 * The true time of a press, as the server counts. The difference that was known when it was pressed counts, because the phone's
 * clock may have been set since; where none was known, the one of the sending. Never later than the server's present.
 *
 * @param aheadNow difference at the sending
 * @param phoneNow phone's clock at the sending
 */
export function trueTime({ saidAt, aheadMs }: PhoneInstant, aheadNow: number, phoneNow: number): number {
  return Math.min(saidAt + (aheadMs ?? aheadNow), phoneNow + aheadNow);
}
