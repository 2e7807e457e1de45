import type { Reach } from '../../domain/access.ts';
import type { Person, Wishes } from '../../domain/person.ts';
import { type Credentials, LoginTaken, type People } from '../access-ports.ts';
import type { Db, Tables } from './tables.ts';

type Row = Tables['people'];

/** Who may come in, is told, and acts. Nobody is ever deleted: what was said stays somebody's. */
export function createPeople(db: Db): People {
  const one = (id: string) => db.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst();
  return {
    async list() {
      return (await db.selectFrom('people').selectAll().orderBy('name').orderBy('id').execute()).map(toPerson);
    },

    async get(id) {
      const row = await one(id);
      return row && toPerson(row);
    },

    async byLogin(login) {
      const row = await db.selectFrom('people').selectAll().where('login', '=', toLogin(login)).executeTakeFirst();
      return row && { ...toPerson(row), credentials: toCredentials(row) };
    },

    async credentials(id) {
      const row = await one(id);
      return row && toCredentials(row);
    },

    save: (person) =>
      db.transaction().execute(async (tx) => {
        const login = person.login === null ? null : toLogin(person.login);
        const holder =
          login === null ? undefined : await tx.selectFrom('people').select('id').where('login', '=', login).executeTakeFirst();
        if (holder && holder.id !== person.id) throw new LoginTaken(`somebody signs in as '${login}' already`);
        const row = { ...toRow(person), login };
        await tx
          .insertInto('people')
          .values({ ...row, password: null, totp: null, totp_step: 0 })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
          .execute();
      }),

    async setCredentials(id, { password, totp, totpStep }) {
      await db.updateTable('people').set({ password, totp, totp_step: totpStep }).where('id', '=', id).execute();
    },

    async useTotpStep(id, step) {
      const { numUpdatedRows } = await db
        .updateTable('people')
        .set({ totp_step: step })
        .where('id', '=', id)
        .where('totp_step', '<', step)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
  };
}

const toLogin = (login: string) => login.trim().normalize('NFKC').toLowerCase();

function toRow({ id, name, role, reach, phone, wishes, createdAt, disabledAt }: Person) {
  return {
    id,
    name,
    role,
    reach: JSON.stringify(reach),
    phone,
    wishes: JSON.stringify(wishes),
    created_at: createdAt,
    disabled_at: disabledAt,
  };
}

function toPerson({ id, name, role, reach, login, phone, wishes, created_at, disabled_at }: Row): Person {
  return {
    id,
    name,
    role,
    reach: JSON.parse(reach) as Reach,
    login,
    phone,
    wishes: JSON.parse(wishes) as Wishes,
    createdAt: created_at,
    disabledAt: disabled_at,
  };
}

const toCredentials = ({ password, totp, totp_step }: Row): Credentials => ({ password, totp, totpStep: totp_step });
