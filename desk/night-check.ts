import { type AlertEvent, USE_REASONS, type UseReason } from '../domain/handling.ts';
import { StatementRefused } from '../domain/correction.ts';
import type { Records } from '../store/ports.ts';

/** Clocks of phones differ by so much. */
const AHEAD_MS = 60_000;
/** An answer that was kept on a phone without signal. Older ones would change what was reported long ago. */
const OLDEST_MS = 2 * 24 * 3_600_000;

/** @throws StatementRefused when nobody can have said it then */
export function checkSaidAt(at: number, now: number): void {
  const said = new Date(at).toISOString();
  if (at > now + AHEAD_MS) throw new StatementRefused('at', `${said} lies more than a minute ahead of ${new Date(now).toISOString()}`);
  if (at < now - OLDEST_MS) throw new StatementRefused('at', `${said} is more than two days ago; answers are taken for two days`);
}

/** @throws StatementRefused when there is no such photo */
export async function checkPhoto(photos: Records['photos'], site: string, photo: string | null): Promise<void> {
  if (photo !== null && !(await photos.get(site, photo))) throw new StatementRefused('photo', `no photo '${photo}'`);
}

/** Only `in_use` has a reason; one that the phone did not send is `other`: the answer counts more than its reason. */
export function reasonOf(word: AlertEvent['word'], reason: UseReason | null): UseReason | null {
  return word === 'in_use' ? (reason ?? USE_REASONS.at(-1)!) : null;
}
