import { EVERYWHERE, type Role } from '../../domain/access.ts';
import { DEFAULT_WISHES, type Person } from '../../domain/person.ts';

/** Ids of no other person begin so. */
const DEMO = 'demo-';

const NAMES: Readonly<Record<Role, string>> = {
  administrator: '演示·管理员 (Demo administrator)',
  logistics_head: '演示·后勤主任 (Demo logistics head)',
  electrician: '演示·水电工 (Demo electrician)',
  guard: '演示·门卫 (Demo guard)',
  grade_leader: '演示·年级主任 (Demo grade leader)',
  principal: '演示·校长 (Demo principal)',
  contractor: '演示·外包维修 (Demo contractor)',
  student_inspector: '演示·学生督导员 (Demo student inspector)',
  guest_expert: '演示·来访专家 (Demo guest expert)',
};

/** Somebody of the demo campus, whom everybody on this machine may try to be. */
export function demoPerson(role: Role, at: number): Person {
  return {
    id: `${DEMO}${role}`,
    name: NAMES[role],
    role,
    reach: EVERYWHERE,
    login: null,
    phone: null,
    wishes: DEFAULT_WISHES,
    createdAt: at,
    disabledAt: null,
  };
}

/** He is let in nowhere but in the demo campus: its data folder may later become a school's. */
export const isDemoPerson = ({ id }: Pick<Person, 'id'>) => id.startsWith(DEMO);
