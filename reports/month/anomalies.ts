import { ruleOf } from '../../analysis/registry.ts';
import { fenOf } from '../../alerts/digest/amounts.ts';
import { placeOf, sentenceOf } from '../../alerts/sentence.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import type { Alert } from '../../domain/alert.ts';
import { DEFAULT_PRICES } from '../../domain/cost.ts';
import { type AlertEvent, inOrder } from '../../domain/handling.ts';
import { groupBy } from '../../domain/group-by.ts';
import { where } from '../../domain/words.ts';
import { exact, toDecimal, toMoney } from '../../tariffs/exact.ts';
import { type AlertBook, stageIn } from './alert-book.ts';
import { acceptanceWords, handlingWords } from './anomaly-words.ts';
import { isPrivateMeter } from './meter-totals.ts';
import type { Anomaly, MonthReport } from './schema.ts';

/** More rows nobody reads, and the report would be long; their numbers are in the counts. */
const MOST_ROWS = 200;

/** What was found, the largest loss first. Of homes only how many. */
export function anomaliesOf(view: SiteView, book: AlertBook): MonthReport['anomalies'] {
  const shown = book.found.filter(({ meter }) => !isPrivateMeter(view, meter));
  const rows = shown.map((alert) => toRow(view, book, alert)).toSorted(byLoss);
  return {
    rows: rows.slice(0, MOST_ROWS).map((row, index) => ({ ...row, number: index + 1 })),
    counts: [...groupBy(book.found, ({ rule }) => rule)]
      .map(([rule, ofRule]) => ({ rule, name: ruleOf(rule)?.name ?? { zh: rule, en: rule }, count: ofRule.length }))
      .toSorted((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1)),
    omitted: book.found.length - shown.length,
    more: Math.max(0, rows.length - MOST_ROWS),
  };
}

function toRow(view: SiteView, { events }: AlertBook, alert: Alert): Anomaly {
  const { finding } = alert;
  const others = finding.others?.filter((meter) => !isPrivateMeter(view, meter));
  const place = placeOf(view.plan, alert.meter, others);
  const { zh, en } = where(place);
  const stage = stageIn(events, alert);
  return {
    number: 0,
    alert: alert.id,
    foundAt: alert.openedAt,
    place: { zh: zh.trim(), en },
    what: sentenceOf(finding, place, view.local, true),
    handling: handlingWords(alert, stage),
    acceptance: acceptanceWords(alert, stage),
    tookMs: tookMs(alert, events.get(alert.id) ?? []),
    loss: lossOf(view, alert, stage === 'false_alarm' || stage === 'permitted'),
  };
}

/** From when it was found until the meter, or the office, said that it is over. */
function tookMs({ openedAt, closedAt, state }: Alert, events: readonly AlertEvent[]): number | null {
  const last = inOrder(events).at(-1);
  const isOver = last && ['confirmed', 'accepted', 'permit_approved', 'false_alarm'].includes(last.word);
  const endAt = isOver ? last.at : state === 'recovered' ? closedAt : undefined;
  return endAt === undefined ? null : Math.max(0, endAt - openedAt);
}

const HOW = {
  zh: '异常期间高于平时的用量，按综合单价估算',
  en: 'what was used above the usual while it lasted, by the mean price of a unit',
};

function lossOf({ plan }: SiteView, { finding: { wasted } }: Alert, isNone: boolean): Anomaly['loss'] {
  if (isNone || !wasted || wasted.value <= 0) return null;
  const fen = fenOf(wasted, plan.prices ?? DEFAULT_PRICES)!;
  return { amount: toDecimal(exact(exact(wasted.value).toFixed(2))), unit: wasted.unit, yuan: toMoney(exact(fen).div(100)), how: HOW };
}

function byLoss(a: Anomaly, b: Anomaly): number {
  const yuan = ({ loss }: Anomaly) => Number(loss?.yuan ?? -1);
  return yuan(b) - yuan(a) || a.foundAt - b.foundAt || (a.alert < b.alert ? -1 : 1);
}
