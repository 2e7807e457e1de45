import type { Building, Space } from './site.ts';

/** What somebody is at the school. `guard` and `electrician` may have no password: they come in by a paired phone. */
export const ROLES = [
  'administrator',
  'logistics_head',
  'electrician',
  'guard',
  'grade_leader',
  'principal',
  'contractor',
  'student_inspector',
  'guest_expert',
] as const;
export type Role = (typeof ROLES)[number];

/**
 * What may be done. Every route of the API names one (or says that it is open to all).
 *
 * - `see` numbers, charts, alerts; `export` them as a file
 * - `see_tonight` the list of this night and nothing else; `answer_night` the guard's buttons
 * - `see_work` the repair list; `answer_repair` its buttons
 * - `see_class` rooms left on, by class
 * - `take_readings` registers and photos; `correct` what a register step means
 * - `set_rules` rules, calendar, weather; `declare` exceptions, permits, changes; `approve` what a guard was told is normal use
 * - `report_finding` something seen on a walk
 * - `see_books` bills, invoices and statements, households among them; `keep_books` tariffs, accounts, invoices, statements, drafts of
 *   quotas, facts and factors, statistics, measures; `sign` approves a report or a quota
 * - `set_roster` who is on duty; `manage_channels` where messages go; `manage_people` accounts, phones, tokens; `audit` who did what
 */
export const PERMISSIONS = [
  'see',
  'export',
  'see_tonight',
  'answer_night',
  'see_work',
  'answer_repair',
  'see_class',
  'take_readings',
  'correct',
  'set_rules',
  'declare',
  'approve',
  'report_finding',
  'see_books',
  'keep_books',
  'sign',
  'set_roster',
  'manage_channels',
  'manage_people',
  'audit',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const GRANTS: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: PERMISSIONS,
  logistics_head: PERMISSIONS.filter((permission) => !['manage_people', 'manage_channels', 'audit'].includes(permission)),
  electrician: ['see', 'see_work', 'answer_repair', 'take_readings', 'correct'],
  guard: ['see_tonight', 'answer_night'],
  grade_leader: ['see', 'see_class'],
  principal: ['see', 'see_class', 'export', 'see_books', 'sign'],
  contractor: ['see', 'see_work', 'answer_repair'],
  student_inspector: ['report_finding'],
  guest_expert: ['see', 'export'],
};

/** Where a person's permissions hold. Narrower lists are null when they do not narrow. */
export interface Reach {
  /** Null: all schools. */
  sites: readonly string[] | null;
  /** Ids of buildings; null: all of these schools. */
  buildings: readonly string[] | null;
  /** Ids of rooms, of a grade leader or homeroom teacher; null: all of these buildings. */
  spaces: readonly string[] | null;
}

export const EVERYWHERE: Reach = { sites: null, buildings: null, spaces: null };

/** Who asks. */
export interface Visitor {
  /** Of the account, or of the token. */
  id: string;
  name: string;
  role: Role;
  reach: Reach;
  /** `password` or `demo` in a browser, `device` a paired phone, `token` a program. */
  by: 'password' | 'demo' | 'device' | 'token';
  /** Of a token: no more than these, and no more than its role. Absent: all of the role. */
  only?: readonly Permission[] | undefined;
}

export function may({ role, only }: Pick<Visitor, 'role' | 'only'>, permission: Permission): boolean {
  return GRANTS[role].includes(permission) && (only === undefined || only.includes(permission));
}

export const reachesSite = ({ sites }: Reach, site: string) => sites === null || sites.includes(site);

export function reachesPlace(
  { buildings, spaces }: Reach,
  building: Pick<Building, 'id'> | undefined,
  space: Pick<Space, 'id'> | undefined,
): boolean {
  if (buildings !== null && !(building && buildings.includes(building.id))) return false;
  return spaces === null || (space !== undefined && spaces.includes(space.id));
}
