import { type ClassRow, classRows, isClassRoom } from '../alerts/digest/class-rows.ts';
import { DEFAULT_PRICES } from '../domain/cost.ts';
import { placeAt, type Space } from '../domain/site.ts';
import { threeDigits } from '../domain/words.ts';
import type { Alert } from '../domain/alert.ts';
import type { Records } from '../store/ports.ts';
import { csvOf } from './csv.ts';
import { readNightBook } from './night-book.ts';
import { placeOfSpace } from './place-words.ts';
import { ruleWords } from './rule-words.ts';
import type { ClassListRow } from './schemas/tonight.ts';
import type { SiteView } from '../consumption/site-view.ts';

type Sources = Pick<Records, 'rounds' | 'alerts' | 'alertEvents'>;

/** Rooms left on, for the school's own points, as far as the view reaches: newest night first, then as one walks. */
export async function readClassList(records: Sources, view: SiteView, fromNight: string, toNight: string): Promise<ClassListRow[]> {
  const { alerts, events } = await readNightBook(records, view, fromNight, toNight);
  const ofNights = [...alerts.values()].filter(({ night }) => fromNight <= night && night <= toNight);
  const order = new Map([...view.rulebook.placed.keys()].map((meter, index) => [meter, index]));
  const asWalked = ofNights.toSorted((a, b) => (order.get(a.meter) ?? 0) - (order.get(b.meter) ?? 0));
  return classRows(asWalked, events, (alert) => roomOf(view, alert), view.plan.prices ?? DEFAULT_PRICES).map((row) => toRow(view, row));
}

/** The room that the meter measured then, where that may stand on a list. */
function roomOf(view: SiteView, { meter: id, finding }: Alert): Space | undefined {
  const meter = view.meters.get(id);
  const at = meter && placeAt(meter, finding.startAt);
  const space = at?.space === undefined ? undefined : view.spaces.get(at.space);
  const building = space && view.buildings.get(space.building);
  return space && building && isClassRoom(building, space) ? space : undefined;
}

function toRow(view: SiteView, { rule, fen, ...row }: ClassRow): ClassListRow {
  return { ...row, place: placeOfSpace(view, row.space), what: ruleWords(rule).name, yuan: fen && fen / 100 };
}

const ENDS: Readonly<Record<ClassListRow['end'], string>> = {
  guard: '门卫关掉',
  itself: '自行关掉',
  all_night: '整夜未关',
  permitted: '已批准使用',
  unknown: '不清楚',
};

/** The class list as a table for a spreadsheet, in Chinese as the school hangs it out; what is not known stays empty. */
export function classListCsv(rows: readonly ClassListRow[], { local }: Pick<SiteView, 'local'>): string {
  const head = ['夜（当晚日期）', '地点', '情况', '开始', '多用 kWh', '约合 元', '结果'];
  return csvOf([
    head,
    ...rows.map(({ night, place, what, sinceAt, kwh, yuan, end }) => [
      night,
      place.zh,
      what.zh,
      `${local.dayOf(sinceAt)} ${local.clockOf(sinceAt)}`,
      kwh === null ? '' : plain(kwh),
      yuan === null ? '' : yuan.toFixed(2),
      ENDS[end],
    ]),
  ]);
}

/** A number that a spreadsheet takes for one: three digits, not grouped. */
const plain = (value: number) => threeDigits(value).replaceAll(',', '');
