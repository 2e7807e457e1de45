import { randomUUID } from 'node:crypto';
import { COOKIE } from '../../api/access/cookie.ts';
import { hashSecret, makeSecret } from '../../api/access/secret-text.ts';
import { TOKEN_START } from '../../api/access/token-text.ts';
import { EVERYWHERE, type Permission, type Reach, type Role } from '../../domain/access.ts';
import { DEFAULT_WISHES, type Person } from '../../domain/person.ts';
import type { SessionKind } from '../../store/access-ports.ts';
import type { Records } from '../../store/ports.ts';

/** Somebody who is signed in. */
export interface Admitted {
  id: string;
  name: string;
  /** Of his session. */
  session: string;
  /** What his browser sends with every request. */
  headers: { cookie: string };
}

const ALWAYS = 9_000_000_000_000;

/** Puts a person and a session straight into the records: these tests are about what he may do, not about how he came in. */
export async function admit(
  records: Pick<Records, 'people' | 'sessions'>,
  who: { role: Role; reach?: Partial<Reach>; id?: string; name?: string; kind?: SessionKind },
): Promise<Admitted> {
  const { role, reach, id = randomUUID(), name = role, kind = 'browser' } = who;
  const person: Person = {
    id,
    name,
    role,
    reach: { ...EVERYWHERE, ...reach },
    login: null,
    phone: null,
    wishes: DEFAULT_WISHES,
    createdAt: 0,
    disabledAt: null,
  };
  await records.people.save(person);
  const secret = makeSecret();
  const session = hashSecret(secret);
  // Tests move the clock by months: this session never lies idle.
  const times = { createdAt: 0, lastSeenAt: ALWAYS, expiresAt: ALWAYS, endedAt: null };
  await records.sessions.save({ id: session, person: id, kind, isDemo: false, label: 'test', ...times });
  return { id, name, session, headers: { cookie: `${COOKIE}=${secret}` } };
}

/** A program with a token of its own. */
export async function admitProgram(
  records: Pick<Records, 'people' | 'tokens'>,
  { role, only, reach }: { role: Role; only: readonly Permission[]; reach?: Partial<Reach> },
): Promise<{ headers: { authorization: string } }> {
  const [maker] = await records.people.list();
  if (!maker) throw new Error('a token is made by somebody: admit a person first');
  const secret = `${TOKEN_START}${makeSecret()}`;
  const token = { id: hashSecret(secret), hint: 'gl_test', name: 'program', role, only, reach: { ...EVERYWHERE, ...reach } };
  await records.tokens.save({ ...token, createdBy: maker.id, createdAt: 0, expiresAt: null, lastUsedAt: ALWAYS, endedAt: null });
  return { headers: { authorization: `Bearer ${secret}` } };
}
