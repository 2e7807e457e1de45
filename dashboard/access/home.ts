import type { SessionAnswer } from '../../api/schemas/access.ts';
import type { Permission, Role } from '../../domain/access.ts';
import { GRANTS } from '../../domain/access.ts';

export type SignedIn = NonNullable<SessionAnswer['visitor']>;
/** What a page asks of whoever opens it; the same words as the routes of the API. */
export type PageNeeds = Permission | 'signed_in' | 'open';

/** Pages of their own, beside the dashboard: the guard's list and the electrician's. */
const OWN_PAGES = /^\/(?:tonight|work)(?:[/?#]|$)/;
export const isBesideDashboard = (path: string): boolean => OWN_PAGES.test(path);

type Facts = Pick<SignedIn, 'by' | 'role' | 'permissions'>;

/**
 * Where somebody belongs: the office to the dashboard, a guard to tonight's list, a repairer's phone to the repair list, who only
 * reports to the page where he does.
 */
export function homeOf({ by, permissions }: Facts): string {
  const may = (permission: Permission) => permissions.includes(permission);
  if (by !== 'device' && may('see')) return '/';
  if (may('see_tonight') && !may('see_work')) return '/tonight';
  if (may('see_work')) return '/work';
  if (by !== 'device' && may('report_finding')) return '/findings';
  return by === 'device' ? '/tonight' : '/account';
}

/** A paired phone sees its own page and nothing of the dashboard. */
export const opensDashboard = ({ by }: Pick<Facts, 'by'>): boolean => by !== 'device';

/** Whether a page is for this visitor. */
export function mayOpen(needs: PageNeeds, visitor: Pick<Facts, 'permissions'> | null): boolean {
  if (needs === 'open') return true;
  return visitor !== null && (needs === 'signed_in' || visitor.permissions.includes(needs));
}

/** Who could have opened it. */
export const rolesThatMay = (permission: Permission): Role[] =>
  (Object.keys(GRANTS) as Role[]).filter((role) => GRANTS[role].includes(permission));
