import { may, type Permission, type Visitor } from '../domain/access.ts';
import type { Records } from '../store/ports.ts';
import { Refused } from './problems.ts';
import { reachesAlert, reachesPlaceOf } from './reached.ts';
import type { SiteView } from '../consumption/site-view.ts';

/** Whoever may hand in one of the things that a picture proves. */
const HAND_IN: readonly Permission[] = ['take_readings', 'correct', 'answer_night', 'answer_repair', 'report_finding'];
const SEE_ALERTS: readonly Permission[] = ['see', 'see_tonight', 'see_work'];

const mayAny = (visitor: Visitor, permissions: readonly Permission[]) => permissions.some((permission) => may(visitor, permission));

/** @throws Refused with 403 */
export function checkMayHandIn(visitor: Visitor): void {
  if (mayAny(visitor, HAND_IN)) return;
  throw new Refused(403, `this needs one of the permissions ${HAND_IN.join(', ')}, and ${visitor.name} (${visitor.role}) has none of them`);
}

/**
 * Whether somebody may see a picture: it proves something that he sees, or that he said himself. One that proves nothing yet is
 * seen by who sees the whole school.
 */
export async function maySeePhoto(
  records: Pick<Records, 'photos' | 'alerts'>,
  view: SiteView,
  visitor: Visitor,
  id: string,
): Promise<boolean> {
  const sees = may(visitor, 'see');
  if (sees && view.isWhole) return true;
  const { meters, alerts, seen } = await records.photos.uses(view.id, id);
  if (sees && meters.some((meter) => view.meters.has(meter))) return true;
  const isInside = ({ building, space }: (typeof seen)[number]) => reachesPlaceOf(view, { building, space: space ?? undefined });
  if (seen.some((finding) => finding.by === visitor.id || (sees && isInside(finding)))) return true;
  if (!mayAny(visitor, SEE_ALERTS)) return false;
  const answered = await Promise.all(alerts.map((alert) => records.alerts.get(view.id, alert)));
  return answered.some((alert) => alert !== undefined && reachesAlert(view, alert));
}
