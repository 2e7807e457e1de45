import { z } from 'zod';
import { noticeSpan } from '../domain/calendar-mistakes.ts';
import { addDays } from '../domain/local-time.ts';
import type { HolidayYear } from '../domain/site.ts';

/**
 * A year as NateScarlet/holiday-cn publishes it. Quirks: the year is that of the notice, so the list may begin in the December
 * before; a year that is not settled yet is a file with empty lists; a holiday that was changed later has two papers; a
 * make-up workday bears the name of the holiday that it makes up for. Members beginning with `$` and others are left alone.
 */
const fileSchema = z.object({
  year: z.number().int(),
  papers: z.array(z.string()),
  days: z.array(z.object({ name: z.string().trim().min(1).max(100), date: z.iso.date(), isOffDay: z.boolean() })),
});
type HolidayFile = z.infer<typeof fileSchema>;

/** An address at the government, or the number of a notice such as 国办发明电〔2025〕7号. */
const PAPER = /^https?:\/\/([a-z0-9-]+\.)*gov\.cn\/\S+$|[〔[(（]\d{4}[〕\])）]\s*\d+\s*号/;
const MISTAKES = 20;

/** A list that is taken, or why it is not: the thing, the value, what is allowed. */
export type HolidayFileReading = { year: HolidayYear } | { mistakes: string[] };

/** Reads the text of a file. Lists that name no notice are not taken: such lists were found to be invented. */
export function readHolidayFile(text: string): HolidayFileReading {
  const file = fileSchema.safeParse(jsonOf(text));
  if (!file.success) {
    const issues = file.error.issues.slice(0, MISTAKES);
    return { mistakes: issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`) };
  }
  const { year, papers, days } = file.data;
  if (papers.length === 0 && days.length === 0) {
    return { mistakes: [`year ${year}: papers and days are empty: its notice is not published yet`] };
  }
  const mistakes = [...paperMistakes(file.data), ...dayMistakes(file.data)];
  return mistakes.length > 0 ? { mistakes: mistakes.slice(0, MISTAKES) } : { year: toYear(file.data) };
}

function paperMistakes({ papers }: HolidayFile): string[] {
  if (papers.length === 0) return ['papers: empty; allowed: at least one notice of the State Council, by its address or number'];
  return papers
    .filter((paper) => !PAPER.test(paper))
    .map(
      (paper) =>
        `papers: '${paper.slice(0, 200)}' names no notice; allowed: an address at gov.cn, or a number such as 国办发明电〔2025〕7号`,
    );
}

function dayMistakes({ year, days }: HolidayFile): string[] {
  if (year < 2000 || year > 2100) return [`year: ${year}; allowed: 2000 to 2100`];
  const { firstDay, lastDay } = noticeSpan(year);
  const outside = days
    .filter(({ date }) => date < firstDay || date > lastDay)
    .map(({ date }) => `days: ${date} is not of the notice for ${year}; allowed: ${firstDay} to ${lastDay}`);
  const dates = days.map(({ date }) => date);
  const twice = dates.filter((date, index) => dates.indexOf(date) < index).map((date) => `days: ${date} is there twice; allowed: once`);
  // By law these are off in every year, so a list without one of them is cut off or of another year.
  const missing = ['01-01', '05-01', '10-01', '10-02', '10-03']
    .map((day) => `${year}-${day}`)
    .filter((date) => !days.some((day) => day.date === date && day.isOffDay))
    .map((date) => `days: ${date} is no day off; by law it is one in every year`);
  return [...outside, ...twice, ...missing];
}

function toYear({ year, papers, days }: HolidayFile): HolidayYear {
  const off: { name: string; firstDay: string; lastDay: string }[] = [];
  const sorted = days.toSorted((a, b) => (a.date < b.date ? -1 : 1));
  for (const { name, date, isOffDay } of sorted) {
    if (!isOffDay) continue;
    const last = off.at(-1);
    if (last && last.name === name && addDays(last.lastDay, 1) === date) last.lastDay = date;
    else off.push({ name, firstDay: date, lastDay: date });
  }
  const makeupWorkdays = sorted.filter(({ isOffDay }) => !isOffDay).map(({ date }) => date);
  return { year, source: papers.join(' '), off, makeupWorkdays };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
