import type { CalendarPlan, DaySpan, HolidayYear, Term } from './site.ts';
import type { Sentence } from './words.ts';

/** Something in a calendar that cannot hold, in words for people. */
export interface CalendarMistake extends Sentence {
  /** Where it stands, such as `exceptions.3.groups`. */
  path: string;
}

/** What a calendar refers to. */
interface Place {
  buildings: readonly { id: string }[];
}

/** Ids that are named where one of them was expected, at most. */
const NAMED_IDS = 20;

/**
 * What cannot hold in a calendar whose parts are well formed: spans that end before they begin, terms that overlap, groups and
 * buildings that are not there, holidays outside of what a notice of their year speaks of. Empty: nothing.
 */
export function findCalendarMistakes(plan: CalendarPlan, { buildings }: Place): CalendarMistake[] {
  const groups = plan.groups ?? [];
  return [
    ...termMistakes(plan.terms, 'terms'),
    ...plan.exceptions.flatMap((exception, index) => [
      ...spanMistakes(exception, `exceptions.${index}`),
      ...idMistakes(exception.groups ?? [], groups, `exceptions.${index}.groups`, ['年级组', 'grade group']),
    ]),
    ...twice(
      groups.map(({ id }) => id),
      'groups',
      ['年级组', 'grade group'],
    ),
    ...groups.flatMap(({ buildings: named, terms }, index) => [
      ...idMistakes(named, buildings, `groups.${index}.buildings`, ['楼栋', 'building']),
      ...termMistakes(terms ?? [], `groups.${index}.terms`),
    ]),
    ...twice(
      (plan.holidayYears ?? []).map(({ year }) => String(year)),
      'holidayYears',
      ['年份', 'year'],
    ),
    ...(plan.holidayYears ?? []).flatMap((year, index) => holidayMistakes(year, `holidayYears.${index}`)),
  ];
}

/** First and last day that a notice of a year may speak of: it settles New Year with the end of the December before. */
export function noticeSpan(year: number): DaySpan {
  return { firstDay: `${year - 1}-12-01`, lastDay: `${year + 1}-01-31` };
}

function spanMistakes({ firstDay, lastDay }: DaySpan, path: string): CalendarMistake[] {
  if (firstDay <= lastDay) return [];
  return [
    {
      path: `${path}.lastDay`,
      zh: `结束日 ${lastDay} 早于开始日 ${firstDay}；应不早于开始日`,
      en: `ends on ${lastDay}, before it begins on ${firstDay}; allowed: the same day or later`,
    },
  ];
}

function termMistakes(terms: readonly Term[], path: string): CalendarMistake[] {
  return terms.flatMap((term, index) => {
    const other = terms.slice(0, index).find(({ firstDay, lastDay }) => firstDay <= term.lastDay && term.firstDay <= lastDay);
    const overlap: CalendarMistake[] = other
      ? [
          {
            path: `${path}.${index}`,
            zh: `学期“${term.name}”(${term.firstDay} 至 ${term.lastDay})与“${other.name}”(${other.firstDay} 至 ${other.lastDay})重叠；学期之间不能重叠`,
            en: `term '${term.name}' (${term.firstDay} to ${term.lastDay}) overlaps '${other.name}' (${other.firstDay} to ${other.lastDay}); allowed: terms that do not`,
          },
        ]
      : [];
    return [...spanMistakes(term, `${path}.${index}`), ...overlap];
  });
}

type What = readonly [zh: string, en: string];

function idMistakes(ids: readonly string[], known: readonly { id: string }[], path: string, [zh, en]: What): CalendarMistake[] {
  const there = known.map(({ id }) => id);
  const list = `${there.slice(0, NAMED_IDS).join(', ')}${there.length > NAMED_IDS ? ', …' : ''}`;
  return ids
    .filter((id) => !there.includes(id))
    .map((id) => ({ path, zh: `没有${zh}“${id}”；现有：${list || '无'}`, en: `no ${en} '${id}'; there is: ${list || 'none'}` }));
}

function twice(ids: readonly string[], path: string, [zh, en]: What): CalendarMistake[] {
  return ids.flatMap((id, index) =>
    ids.indexOf(id) < index
      ? [{ path: `${path}.${index}`, zh: `${zh}“${id}”出现两次；每个只能一次`, en: `${en} '${id}' is there twice; allowed: once` }]
      : [],
  );
}

function holidayMistakes({ year, off, makeupWorkdays }: HolidayYear, path: string): CalendarMistake[] {
  const { firstDay, lastDay } = noticeSpan(year);
  const outside = (day: string, at: string): CalendarMistake[] =>
    firstDay <= day && day <= lastDay
      ? []
      : [
          {
            path: at,
            zh: `${day} 不在 ${year} 年通知能涉及的 ${firstDay} 至 ${lastDay} 之内`,
            en: `${day} is outside of what a notice of ${year} speaks of; allowed: ${firstDay} to ${lastDay}`,
          },
        ];
  return [
    ...off.flatMap((span, index) => [
      ...spanMistakes(span, `${path}.off.${index}`),
      ...outside(span.firstDay, `${path}.off.${index}.firstDay`),
      ...outside(span.lastDay, `${path}.off.${index}.lastDay`),
    ]),
    ...makeupWorkdays.flatMap((day, index) => {
      const at = `${path}.makeupWorkdays.${index}`;
      const holiday = off.find((span) => span.firstDay <= day && day <= span.lastDay);
      const both: CalendarMistake[] = holiday
        ? [
            {
              path: at,
              zh: `${day} 既是${holiday.name}假日又是补班日；只能是其一`,
              en: `${day} is off (${holiday.name}) and a make-up workday; allowed: one of them`,
            },
          ]
        : [];
      return [...outside(day, at), ...both];
    }),
  ];
}
