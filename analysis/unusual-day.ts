import type { Calendar } from '../domain/calendar.ts';
import type { Finding, Reason } from '../domain/finding.ts';
import { addDays } from '../domain/local-time.ts';
import type { Sentence } from '../domain/words.ts';

/** Rooms are used at other hours then; on exam days air-conditioners must run (domain note 3.1). */
export const UNUSUAL_WORDS: Readonly<Record<string, Sentence>> = {
  exam_day: { zh: '考试日，教室用到别的时候', en: 'An exam day: rooms are used at other hours' },
  event_day: { zh: '校历上当天有活动', en: 'The calendar has an event on this day' },
};

/**
 * Exam or event in the evening or on the morning after: what is found then goes to the digest, and nobody is told to cut off
 * power. The weight is that of a person seen in the last 20 minutes (domain note 5.3: −0.5): somebody may well be there.
 */
export function unusualDay(calendar: Calendar, night: string): Reason | undefined {
  const types = [calendar.dayType(night), calendar.dayType(addDays(night, 1))];
  if (types.includes('exam')) return { name: 'exam_day', weight: -0.5 };
  return types.includes('event') ? { name: 'event_day', weight: -0.5 } : undefined;
}

export const isUnusual = ({ reasons = [] }: Finding) => reasons.some(({ name }) => name in UNUSUAL_WORDS);
