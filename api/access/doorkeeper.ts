import type { FastifyRequest } from 'fastify';
import type { Visitor } from '../../domain/access.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Person } from '../../domain/person.ts';
import type { Sentence } from '../../domain/words.ts';
import type { SessionRow } from '../../store/access-ports.ts';
import type { Records } from '../../store/ports.ts';
import { closedFor } from './closed.ts';
import { readCookie } from './cookie.ts';
import { isDemoPerson } from './demo-people.ts';
import { isFromHere } from './from-here.ts';
import { DEVICE_ROLES } from './grants.ts';
import { hashSecret } from './secret-text.ts';
import { isOver } from './session-limits.ts';
import { TOKEN_START } from './token-text.ts';
import { personVisitor, tokenVisitor } from './visitors.ts';

/** Who asks, by what he shows. */
export interface Doorkeeper {
  recognize(request: FastifyRequest): Promise<Recognized>;
  /** The same for answers that go on and on: it does not count as use, so that an open page does not keep a session alive. */
  lookAgain(request: FastifyRequest): Promise<Recognized>;
  /** Why nobody is recognized over this connection; null: one is. */
  closedFor(request: FastifyRequest): Sentence | null;
}

export interface Recognized {
  /** Null: nobody that we know. */
  visitor: Visitor | null;
  /** Of a browser or a phone; null: nobody, or a program. */
  session: SessionRow | null;
}

export interface DoorkeeperParts {
  records: Pick<Records, 'people' | 'sessions' | 'tokens'>;
  now: Clock;
  /** The demo campus runs: its people may come in. */
  isDemo: boolean;
  /** Sessions and tokens count over an unencrypted line from another machine too. */
  plainSignIn: boolean;
}

const NOBODY: Recognized = { visitor: null, session: null };
/** When somebody was last here is written no more often than this. */
const TOUCH_MS = 60_000;

/** A cookie, or `Authorization: Bearer` of a program. Whatever is wrong with them: nobody. */
export function createDoorkeeper({ records, now, isDemo, plainSignIn }: DoorkeeperParts): Doorkeeper {
  const isIn = (person: Person | undefined) => person !== undefined && person.disabledAt === null && (isDemo || !isDemoPerson(person));

  async function bySession(secret: string, request: FastifyRequest): Promise<Recognized> {
    const session = await records.sessions.get(hashSecret(secret));
    if (!session || isOver(session, now())) return NOBODY;
    if (session.isDemo && !isFromHere(request)) return NOBODY;
    const person = await records.people.get(session.person);
    if (!person || !isIn(person) || (session.kind === 'device' && !DEVICE_ROLES.includes(person.role))) return NOBODY;
    return { visitor: personVisitor(person, session), session };
  }

  /** A token ends with whoever made it: he knows it. */
  async function byToken(secret: string): Promise<Recognized> {
    const at = now();
    const token = await records.tokens.get(hashSecret(secret));
    if (!token || token.endedAt !== null || (token.expiresAt !== null && token.expiresAt <= at)) return NOBODY;
    if (!isIn(await records.people.get(token.createdBy))) return NOBODY;
    if (at - (token.lastUsedAt ?? 0) >= TOUCH_MS) await records.tokens.touch(token.id, at);
    return { visitor: tokenVisitor(token), session: null };
  }

  function look(request: FastifyRequest): Promise<Recognized> {
    if (closedFor(request, plainSignIn)) return Promise.resolve(NOBODY);
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const bearer = /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '';
      return bearer.startsWith(TOKEN_START) ? byToken(bearer) : Promise.resolve(NOBODY);
    }
    const secret = readCookie(request);
    return secret === undefined ? Promise.resolve(NOBODY) : bySession(secret, request);
  }

  return {
    closedFor: (request) => closedFor(request, plainSignIn),

    async recognize(request) {
      const { visitor, session } = await look(request);
      const at = now();
      if (session && at - session.lastSeenAt >= TOUCH_MS) await records.sessions.touch(session.id, at);
      return { visitor, session };
    },

    lookAgain: look,
  };
}
