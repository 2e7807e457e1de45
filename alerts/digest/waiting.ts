import { costOfWaiting } from '../../domain/cost.ts';
import type { Finding } from '../../domain/finding.ts';
import { addDays, type LocalTime, weekdayOf } from '../../domain/local-time.ts';
import type { UnitPrices } from '../../domain/site.ts';
import { dayWords, type Sentence } from '../../domain/words.ts';
import { moneyWords } from './amounts.ts';

const WEEKDAYS_ZH = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];
const WEEKDAYS_EN = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** `周二` of the last six days, else the date. */
export function sinceWords(at: number, now: number, local: LocalTime): Sentence {
  const day = local.dayOf(at);
  const today = local.dayOf(now);
  if (day === today) return { zh: '今天', en: 'today' };
  if (day > addDays(today, -7)) return { zh: WEEKDAYS_ZH[weekdayOf(day)]!, en: WEEKDAYS_EN[weekdayOf(day)]! };
  return dayWords(day);
}

/**
 * What it costs to wait with something that goes on day after day.
 *
 * @returns null when the finding is not about consumption
 * @example `每天约 9.2 元，自周二已 412 元`
 */
export function waitingWords(finding: Finding, prices: UnitPrices, now: number, local: LocalTime): Sentence | null {
  const cost = costOfWaiting(finding, prices, now, undefined);
  if (!cost) return null;
  const perDay = cost.perDayFen === null ? null : moneyWords(cost.perDayFen);
  const soFar = cost.soFarFen === null || cost.soFarFen <= 0 ? null : moneyWords(cost.soFarFen);
  const since = sinceWords(finding.startAt, now, local);
  if (!perDay && !soFar) return null;
  const already = finding.endAt === undefined ? '已' : '共';
  return {
    zh: [perDay && `每天约 ${perDay.zh}`, soFar && `自${since.zh}${already} ${soFar.zh}`].filter(Boolean).join('，'),
    en: [perDay && `about ${perDay.en} a day`, soFar && `${soFar.en} since ${since.en}`].filter(Boolean).join(', '),
  };
}
