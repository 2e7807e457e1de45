import { addDays } from '../../domain/local-time.ts';
import type { Person } from '../../domain/person.ts';
import { DUTIES, type Duty, onDuty, type Roster } from '../../domain/roster.ts';
import type { Sentence } from '../../domain/words.ts';
import { ROLE_OF } from './recipients.ts';

export interface RosterGap {
  /** Local day; of a night its evening. */
  day: string;
  duty: Duty;
  why: Sentence;
}

const ROLE_WORDS: Readonly<Record<Duty, Sentence>> = {
  guard: { zh: '门卫', en: 'guards' },
  second_guard: { zh: '门卫', en: 'guards' },
  electrician: { zh: '水电工', en: 'electricians' },
  logistics: { zh: '后勤主任', en: 'logistics heads' },
};

/**
 * Days on which a duty has nobody, or nobody of it can be told, and what happens then.
 *
 * @param people     of the school, those who are there
 * @param canBeTold  has an address that is on; a paired phone wakes nobody
 */
export function rosterGaps(
  roster: Roster,
  people: readonly Pick<Person, 'id' | 'name' | 'role'>[],
  canBeTold: (id: string) => boolean,
  days: { first: string; count: number },
): RosterGap[] {
  return Array.from({ length: days.count }, (_, index) => addDays(days.first, index)).flatMap((day) =>
    DUTIES.flatMap((duty) => {
      const why = gapOf(roster, people, canBeTold, duty, day);
      return why ? { day, duty, why } : [];
    }),
  );
}

function gapOf(
  roster: Roster,
  people: readonly Pick<Person, 'id' | 'name' | 'role'>[],
  canBeTold: (id: string) => boolean,
  duty: Duty,
  day: string,
): Sentence | undefined {
  const named = onDuty(roster, duty, day).flatMap((id) => people.find((person) => person.id === id) ?? []);
  if (named.length === 0) {
    const others = people.filter(({ id, role }) => role === ROLE_OF[duty] && canBeTold(id));
    return nobodyNamed(duty, others.length);
  }
  if (named.some(({ id }) => canBeTold(id))) return undefined;
  const names = named.map(({ name }) => name);
  return {
    zh: `${names.join('、')}没有任何接收方式，通知不到。请为他添加通道。`,
    en: `${names.join(', ')} cannot be told: no address. Add one.`,
  };
}

/** Where the roster names nobody, everybody of the role is told. */
function nobodyNamed(duty: Duty, others: number): Sentence {
  const { zh, en } = ROLE_WORDS[duty];
  return others > 0
    ? { zh: `无人值班，届时通知全部${zh}（${others} 人）。`, en: `nobody is on duty: all ${en} (${others}) are told.` }
    : { zh: `无人值班，也没有能通知到的${zh}。`, en: `nobody is on duty, and there are no ${en} who can be told.` };
}
