import type { FastifyRequest } from 'fastify';
import type { Clock } from '../../domain/clock.ts';
import type { Audit } from '../../store/access-ports.ts';

export interface Done {
  /** Such as `session.opened`, `person.changed`, `rule.set`. */
  action: string;
  /** What it was done to: an id, or words. */
  target: string;
  /** What was set, without secrets and telephone numbers. */
  detail?: string;
  /** Absent or null: of no single school. */
  site?: string | null;
}

/** Notes who did what. Called by each route that changes something, when it is done. */
export type AuditTrail = (request: Pick<FastifyRequest, 'visitor' | 'session'>, done: Done) => Promise<void>;

const NOBODY = { id: 'nobody', name: '' };
/** Of the id of a session or a token: enough to find it. */
export const SHORT_ID = 16;
const MAX_DETAIL = 2000;

export function createAuditTrail(audit: Pick<Audit, 'add'>, now: Clock): AuditTrail {
  return ({ visitor, session }, { action, target, detail = '', site = null }) => {
    const { id, name } = visitor ?? NOBODY;
    return audit.add({
      at: now(),
      by: session?.kind === 'device' ? `device:${session.id.slice(0, SHORT_ID)}` : id,
      byName: name,
      site,
      action,
      target,
      detail: detail.slice(0, MAX_DETAIL),
    });
  };
}
