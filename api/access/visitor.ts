import type { FastifyRequest } from 'fastify';
import type { Permission, Visitor } from '../../domain/access.ts';
import type { SessionRow } from '../../store/access-ports.ts';
import { NotSignedIn } from '../problems.ts';

/** What a route asks of whoever calls it: a permission; `signed_in`: any of them; `open`: nothing. A route without one does not start. */
export type Needs = Permission | 'signed_in' | 'open';

declare module 'fastify' {
  interface FastifyContextConfig {
    needs?: Needs;
  }
  interface FastifyRequest {
    /** Who asks; null: nobody is signed in. Set before any handler runs. */
    visitor: Visitor | null;
    /** The browser or phone by which he asks; null: a program, or nobody. */
    session: SessionRow | null;
  }
}

/** Who asks, on a route that is not `open`. @throws NotSignedIn */
export function visitorOf({ visitor }: Pick<FastifyRequest, 'visitor'>): Visitor {
  if (!visitor) throw new NotSignedIn();
  return visitor;
}
