import { createHolidays } from './holidays.ts';
import { addDays } from './local-time.ts';
import type { CalendarPlan } from './site.ts';
import type { Sentence } from './words.ts';

/** Time to get a notice or a term plan, and to enter it. */
const WARN_DAYS = 60;

/**
 * From when on the days of a calendar are guesses, and what has to be entered; empty while all is known for 60 days.
 *
 * @param today local day of the school
 */
export function calendarWarnings(plan: CalendarPlan, today: string): Sentence[] {
  return [...termWarnings(plan, today), ...holidayWarnings(plan, today)];
}

function termWarnings(plan: CalendarPlan, today: string): Sentence[] {
  if (plan.terms.length === 0) {
    return [
      {
        zh: '还没有填学期：全年的工作日都当作上课日，寒暑假也不例外。请填写学期的起止日期。',
        en: 'There are no terms: every weekday counts as a day of lessons, in the vacations too. Please enter the terms.',
      },
    ];
  }
  const own = (plan.groups ?? []).filter(({ terms }) => terms !== undefined && terms.length > 0);
  const lists = [
    { zh: '学期', en: 'Terms', terms: plan.terms },
    ...own.map(({ name, nameEn, terms }) => ({ zh: `${name}的学期`, en: `Terms of ${nameEn ?? name}`, terms: terms! })),
  ];
  return lists.flatMap(({ zh, en, terms }) => {
    const last = terms
      .map(({ lastDay }) => lastDay)
      .toSorted()
      .at(-1)!;
    if (last > addDays(today, WARN_DAYS)) return [];
    return [
      {
        zh: `${zh}只填到 ${last}，之后的日子一律当作假期。请填写下一个学期。`,
        en: `${en} end on ${last}; days after that count as vacation. Please enter the next term.`,
      },
    ];
  });
}

function holidayWarnings({ holidays, holidayYears }: CalendarPlan, today: string): Sentence[] {
  if (holidays === 'none') return [];
  const { isKnown } = createHolidays(holidayYears);
  const soon = addDays(today, WARN_DAYS);
  let day = today;
  while (day <= soon && isKnown(day)) day = addDays(day, 1);
  if (day > soon) return [];
  // The last days of December wait for the notice of the next year.
  const year = Number(day.slice(0, 4)) + (day.slice(5, 7) === '12' && day.slice(8) >= '29' ? 1 : 0);
  return [
    {
      zh: `${year} 年的放假安排还没有导入：从 ${day} 起，调休和补班未知，日子的类型只是推断。国务院一般在 11 月发布通知，发布后请导入。`,
      en: `The notice on the holidays of ${year} was not imported: from ${day} on moved days and make-up workdays are not known, and day types are guesses. It is usually published in November; please import it then.`,
    },
  ];
}
