import { USE_REASON_WORDS } from '../alerts/night/use-reasons.ts';
import type { Alert } from '../domain/alert.ts';
import { StatementRefused } from '../domain/correction.ts';
import type { Declaration } from '../domain/declaration.ts';
import type { AlertEvent } from '../domain/handling.ts';
import { addDays } from '../domain/local-time.ts';
import type { School } from '../jobs/catalog-cache.ts';
import type { Speaker } from '../store/night-ports.ts';
import type { Records } from '../store/ports.ts';

/** So many nights back an answer can still be decided. */
const NIGHTS_BACK = 60;

/** @throws StatementRefused when there is no such answer, or it was decided before */
export async function requestOf(events: Records['alertEvents'], school: School, id: string, now: number): Promise<AlertEvent> {
  const site = school.plan.site.id;
  const today = school.local.dayOf(now);
  const known = await events.list(site, { fromNight: addDays(today, -NIGHTS_BACK), toNight: addDays(today, 1) });
  const request = known.find((event) => event.id === id && event.word === 'in_use');
  if (!request)
    throw new StatementRefused('event', `no answer 'in_use' with id '${id}' on site '${site}' in the last ${NIGHTS_BACK} nights`);
  const decision = known.find((event) => event.id === decisionId(id));
  if (decision) throw new StatementRefused('event', `it was decided already, by ${decision.byName}`);
  return request;
}

/** One decision an answer. */
export const decisionId = (event: string) => `${event}:decided`;

/**
 * The permit that approval makes: of the room, or of the meter where it measures no single room; from when the guard said so.
 *
 * @throws StatementRefused when the end is not after the answer
 */
export function permitOf(
  request: AlertEvent,
  alert: Pick<Alert, 'meter'>,
  approve: { untilAt: number; weekly: Declaration['weekly'] | null },
  note: string,
  { school, by, now }: { school: School; by: Speaker; now: number },
): Declaration {
  if (approve.untilAt <= Math.max(request.at, now)) {
    throw new StatementRefused('untilAt', `${new Date(approve.untilAt).toISOString()} is over already; a permit ends later than now`);
  }
  const space = school.meters.get(alert.meter)?.space;
  const said = request.reason ? USE_REASON_WORDS[request.reason].zh : '';
  return {
    id: `permit-${request.id}`,
    site: request.site,
    kind: 'permit',
    scope: space === undefined ? { kind: 'meter', id: alert.meter } : { kind: 'space', id: space },
    rules: null,
    fromAt: request.at,
    untilAt: approve.untilAt,
    ...(approve.weekly ? { weekly: approve.weekly } : {}),
    reason: [said, note].filter(Boolean).join('：') || '晚间使用',
    by: by.name,
    recordedAt: now,
    ended: null,
  };
}
