import type { FastifyRequest } from 'fastify';
import { may, PERMISSIONS, ROLES, type Visitor } from '../domain/access.ts';
import type { SessionRow } from '../store/access-ports.ts';
import type { Records } from '../store/ports.ts';
import type { Access } from './access/access.ts';
import { closedFor } from './access/closed.ts';
import { isFromHere } from './access/from-here.ts';
import { headsOf } from './access/setup-link.ts';
import type { SessionAnswer } from './schemas/access.ts';

/** Who is here, and how one comes in. */
export async function toSessionAnswer(
  { access, records }: { access: Access; records: Pick<Records, 'people'> },
  request: FastifyRequest,
): Promise<SessionAnswer> {
  const { visitor, session } = request;
  return {
    visitor: visitor && (await toVisitorAnswer(records, visitor, session)),
    needsSetup: (await headsOf(records.people)).length === 0,
    demoRoles: access.isDemo && isFromHere(request) ? [...ROLES] : [],
    closed: closedFor(request, access.plainSignIn),
  };
}

async function toVisitorAnswer(
  { people }: Pick<Records, 'people'>,
  visitor: Visitor,
  session: SessionRow | null,
): Promise<NonNullable<SessionAnswer['visitor']>> {
  const { id, name, role, by, reach } = visitor;
  const credentials = session && (await people.credentials(id));
  return {
    id,
    name,
    role,
    by,
    permissions: PERMISSIONS.filter((permission) => may(visitor, permission)),
    reach: { sites: copy(reach.sites), buildings: copy(reach.buildings), spaces: copy(reach.spaces) },
    hasTotp: (credentials?.totp ?? null) !== null,
    device: session?.kind === 'device' ? session.label : null,
  };
}

const copy = (ids: readonly string[] | null) => ids && [...ids];
