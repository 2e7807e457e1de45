/** Nights at the usual level before a repair of water counts as holding. */
export const NIGHTS_NEEDED = 2;

/** How far the meter has accepted a repair. */
export interface Acceptance {
  /** Nights since the repair that are known and in which the rule found nothing. */
  nights: number;
  needed: number;
  /** Undefined: not yet. */
  acceptedAt: number | undefined;
  /** The rule finds it again: the repair does not hold. */
  isBack: boolean;
}

/**
 * Whether a repair holds, by the meter: the alert has recovered, its rule opened no other at this meter since, and enough nights
 * are known since then.
 *
 * @param repairedAt when somebody said so
 * @param alert      the repaired one, as it is now
 * @param laterAlerts of the same rule and meter, opened after the repair
 * @param knownNights ends of nights after the repair whose flow is known, ascending
 * @param needed     0 for rules about meters: what reports again is mended
 */
export function acceptanceOf(
  repairedAt: number,
  alert: { state: string; openedAt: number; finding: { endAt?: number | undefined } },
  laterAlerts: readonly { state: string }[],
  knownNights: readonly number[],
  needed = NIGHTS_NEEDED,
): Acceptance {
  const isBack = laterAlerts.some(({ state }) => state === 'open' || state === 'no_data');
  const hasEnded = alert.state === 'recovered';
  // What went on after the repair begins to count when it ended.
  const sinceAt = Math.max(repairedAt, alert.finding.endAt ?? repairedAt);
  const nights = hasEnded && !isBack ? knownNights.filter((endAt) => endAt > sinceAt) : [];
  const isAccepted = hasEnded && !isBack && nights.length >= needed;
  return {
    nights: Math.min(nights.length, needed),
    needed,
    acceptedAt: isAccepted ? (needed === 0 ? sinceAt : nights[needed - 1]!) : undefined,
    isBack,
  };
}
