import type { Person } from '../domain/person.ts';
import type { SessionRow } from '../store/access-ports.ts';
import type { Records } from '../store/ports.ts';
import { isDemoPerson } from './access/demo-people.ts';
import { isOver } from './access/session-limits.ts';
import type { PersonView } from './schemas/access.ts';

/** @param isManager whoever asks manages people: he sees what the others need not know */
export async function toPersonViews(
  { people, sessions }: Pick<Records, 'people' | 'sessions'>,
  list: readonly Person[],
  isManager: boolean,
  at: number,
): Promise<PersonView[]> {
  const all = await sessions.list({});
  return Promise.all(
    list.map(async (person) => {
      const credentials = await people.credentials(person.id);
      const view = toView(
        person,
        all.filter((session) => session.person === person.id),
        at,
      );
      const hasPassword = (credentials?.password ?? null) !== null;
      if (!isManager) return { ...view, login: null, phone: maskPhone(person.phone), hasPassword, hasTotp: null, lastSeenAt: null };
      return { ...view, hasPassword, hasTotp: (credentials?.totp ?? null) !== null };
    }),
  );
}

function toView({ id, name, role, reach, login, phone, createdAt, disabledAt }: Person, sessions: readonly SessionRow[], at: number) {
  const { sites, buildings, spaces } = reach;
  return {
    id,
    name,
    role,
    reach: { sites: sites && [...sites], buildings: buildings && [...buildings], spaces: spaces && [...spaces] },
    login,
    phone,
    devices: sessions.filter((session) => session.kind === 'device' && !isOver(session, at)).length,
    lastSeenAt: sessions.length === 0 ? null : Math.max(...sessions.map(({ lastSeenAt }) => lastSeenAt)),
    createdAt,
    disabledAt,
    isDemo: isDemoPerson({ id }),
  };
}

const maskPhone = (phone: string | null) => phone && `…${phone.slice(-4)}`;
