import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../domain/clock.ts';
import type { Person } from '../../domain/person.ts';
import type { SessionKind, SessionRow, Sessions } from '../../store/access-ports.ts';
import { giveCookie, takeCookie } from './cookie.ts';
import { hashSecret, makeSecret } from './secret-text.ts';
import { expiryOf } from './session-limits.ts';
import { personVisitor } from './visitors.ts';

/** Where sessions begin and end. */
export interface SessionDesk {
  /** A new secret each time; the session that this browser had before ends. From here on the request is that person's. */
  open(
    request: FastifyRequest,
    reply: FastifyReply,
    person: Person,
    options: { kind: SessionKind; isDemo?: boolean; label?: string },
  ): Promise<void>;
  close(request: FastifyRequest, reply: FastifyReply): Promise<void>;
}

const MAX_LABEL = 160;
/** Ended ones are of use to whoever looks into what happened. */
const KEPT_MS = 90 * 86_400_000;

export function createSessionDesk(sessions: Sessions, now: Clock): SessionDesk {
  return {
    async open(request, reply, person, { kind, isDemo = false, label }) {
      const at = now();
      const secret = makeSecret();
      const expiresAt = expiryOf(kind, at);
      if (request.session) await sessions.end(request.session.id, at);
      const session: SessionRow = {
        id: hashSecret(secret),
        person: person.id,
        kind,
        isDemo,
        label: label || (request.headers['user-agent'] ?? '').slice(0, MAX_LABEL),
        createdAt: at,
        lastSeenAt: at,
        expiresAt,
        endedAt: null,
      };
      await sessions.forget(at - KEPT_MS);
      await sessions.save(session);
      giveCookie(request, reply, secret, expiresAt);
      request.session = session;
      request.visitor = personVisitor(person, session);
    },

    async close(request, reply) {
      if (request.session) await sessions.end(request.session.id, now());
      takeCookie(request, reply);
      request.session = null;
      request.visitor = null;
    },
  };
}
