import type { Visitor } from '../../domain/access.ts';
import type { Person } from '../../domain/person.ts';
import type { ApiToken, SessionRow } from '../../store/access-ports.ts';
import { SHORT_ID } from './audit.ts';

export function personVisitor({ id, name, role, reach }: Person, { kind, isDemo }: Pick<SessionRow, 'kind' | 'isDemo'>): Visitor {
  return { id, name, role, reach, by: kind === 'device' ? 'device' : isDemo ? 'demo' : 'password' };
}

export function tokenVisitor({ id, name, role, reach, only }: ApiToken): Visitor {
  return { id: `token:${id.slice(0, SHORT_ID)}`, name, role, reach, by: 'token', only };
}
