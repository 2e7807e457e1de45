import type { FastifyRequest } from 'fastify';
import { may } from '../domain/access.ts';
import type { SessionRow } from '../store/access-ports.ts';
import { SHORT_ID } from './access/audit.ts';
import { isWithin } from './access/grants.ts';
import { isOver } from './access/session-limits.ts';
import type { ApiParts } from './parts.ts';
import type { SessionView } from './schemas/access.ts';

/** Those of a person by which one could come in at this instant, the last used first. @param own id of the one that asks */
export async function toSessionViews(
  { sessions }: Pick<ApiParts['records'], 'sessions'>,
  person: string,
  at: number,
  own: string | undefined,
): Promise<SessionView[]> {
  return (await sessions.list({ person }))
    .filter((session) => !isOver(session, at))
    .map(({ id, kind, label, createdAt, lastSeenAt }) => ({
      id: id.slice(0, SHORT_ID),
      kind,
      label,
      createdAt,
      lastSeenAt,
      isThis: id === own,
    }));
}

/** Ends the session whose id begins so: one's own, or one of somebody whom the visitor manages. Undefined: there is none. */
export async function endSession(
  { records, now }: Pick<ApiParts, 'records' | 'now'>,
  { visitor, session: own }: FastifyRequest,
  shortId: string,
): Promise<SessionRow | undefined> {
  if (!visitor || shortId.length < SHORT_ID) return undefined;
  const isManager = may(visitor, 'manage_people');
  const all = await records.sessions.list(isManager ? {} : { person: visitor.id });
  const session = all.find(({ id, endedAt }) => id.startsWith(shortId) && endedAt === null);
  if (!session) return undefined;
  if (session.person !== own?.person) {
    const person = await records.people.get(session.person);
    if (!isManager || !person || !isWithin(person.reach, visitor.reach)) return undefined;
  }
  return (await records.sessions.end(session.id, now())) ? session : undefined;
}
