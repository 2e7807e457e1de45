import type { Cell, MonthReport } from '../../api/schemas/reports.ts';
import { campusIn, nameIn } from '../../reports/words/locale.ts';
import type { MonthTalk } from '../../reports/words/month-lines.ts';
import { unitName } from '../../reports/words/month-words.ts';
import {
  DASH,
  formatAmount,
  formatChange,
  formatFixed,
  formatMoney,
  formatShare,
  formatTook,
  GAP,
  groupDecimal,
} from '../../reports/words/numbers.ts';
import { noteSign } from '../../reports/words/note-sign.ts';
import { shortMoment } from '../../reports/words/times.ts';

/** Tables of the report's page, in the order of the paper. Pure. */
export interface PageTable {
  columns: { title: string; isNumber: boolean }[];
  rows: { cells: PageCell[]; isStrong: boolean }[];
  /** Why something is not known, once each. */
  notes: string[];
}
export interface PageCell {
  text: string;
  /** A second, smaller line. */
  below?: string | undefined;
  /** Why, on hover; below the table for everybody. */
  why?: string | undefined;
  /** Ties it to its note. */
  mark?: string;
}

type Column = [title: string, isNumber?: 'number'];

function toTable(columns: readonly Column[], rows: readonly PageCell[][], strongFrom = rows.length): PageTable {
  const notes = [...new Set(rows.flat().flatMap(({ why }) => (why === undefined ? [] : [why])))];
  const marked = (cell: PageCell): PageCell => (cell.why === undefined ? cell : { ...cell, mark: noteSign(notes.indexOf(cell.why) + 1) });
  return {
    columns: columns.map(([title, kind]) => ({ title, isNumber: kind === 'number' })),
    rows: rows.map((cells, index) => ({ cells: cells.map(marked), isStrong: index >= strongFrom })),
    notes: notes.map((note, index) => `${noteSign(index + 1)} ${note}`),
  };
}

const plain = (text: string): PageCell => ({ text });
const NOTHING: PageCell = { text: '' };

/** A number, `估` where some of it is an estimate, its coverage below. */
function known({ words, say }: MonthTalk, cell: Cell, unit: string): PageCell {
  const why = cell.why === null ? undefined : say(cell.why);
  if (cell.value === null) return { text: DASH, why };
  const text = `${formatAmount(cell.value, unit)}${cell.isEstimated ? `${GAP}${words.estimate}` : ''}`;
  return { text, below: cell.coverage === null ? undefined : formatShare(cell.coverage), why };
}

export function indicatorTable(talk: MonthTalk): PageTable {
  const { report, words, locale, say } = talk;
  const { figures } = words;
  const columns: Column[] = [
    [figures.name],
    [`${figures.month} · ${figures.coverage}`, 'number'],
    [figures.lastMonth, 'number'],
    [figures.lastYear, 'number'],
    [figures.mom, 'number'],
    [figures.yoy, 'number'],
    [figures.cumulated, 'number'],
    [figures.cumulatedLastYear, 'number'],
    [figures.quota, 'number'],
    [figures.progress, 'number'],
  ];
  const rows = report.indicators.map((row): PageCell[] => [
    { text: say(row.name), below: unitName(row.unit, locale) },
    known(talk, row.month, row.unit),
    known(talk, row.lastMonth, row.unit),
    known(talk, row.lastYear, row.unit),
    plain(formatChange(row.mom)),
    plain(formatChange(row.yoy)),
    known(talk, row.cumulated, row.unit),
    known(talk, row.cumulatedLastYear, row.unit),
    plain(row.quota === null ? DASH : groupDecimal(row.quota)),
    plain(formatShare(row.progress)),
  ]);
  return toTable(columns, rows);
}

const SPANS = ['month', 'lastMonth', 'lastYear'] as const;

/** Kinds of days and weather beside every change. */
export function contextTable(talk: MonthTalk): PageTable {
  const { words, report } = talk;
  const { days, weather, perTeachingDay } = report;
  const { context, figures } = words;
  const numbers = (title: string, of: Record<(typeof SPANS)[number], number | null>, decimals: number) => [
    plain(title),
    ...SPANS.map((span) => plain(formatFixed(of[span], decimals))),
  ];
  const cells = (title: string, of: Record<(typeof SPANS)[number], Cell>, unit: string) => [
    plain(title),
    ...SPANS.map((span) => known(talk, of[span], unit)),
  ];
  return toTable(
    [[context.days], [figures.month, 'number'], [figures.lastMonth, 'number'], [figures.lastYear, 'number']],
    [
      ...days.types.map((row) => numbers(words.dayTypes[row.type], row, 0)),
      cells(context.perTeachingDayElectricity, perTeachingDay.electricity, 'kWh'),
      cells(context.perTeachingDayWater, perTeachingDay.water, 'm³'),
      numbers(context.meanC, weather.meanC, 1),
      numbers(context.heating, weather.heatingDegreeDays, 1),
      numbers(context.cooling, weather.coolingDegreeDays, 1),
      numbers(context.knownDays, weather.knownDays, 0),
    ],
  );
}

export function subItemTable(talk: MonthTalk): PageTable {
  const { report, words, say } = talk;
  const { subItems } = words;
  const rows = report.subItems.map((row): PageCell[] => [
    { text: say(row.name), below: row.metering === 'rest' ? undefined : row.code },
    known(talk, row.value, 'kWh'),
    plain(formatShare(row.share)),
    plain(formatChange(row.yoy)),
    { text: subItems.kinds[row.metering], below: row.note === null ? undefined : say(row.note) },
  ]);
  return toTable(
    [[subItems.name], [subItems.amount, 'number'], [subItems.share, 'number'], [subItems.yoy, 'number'], [subItems.metering]],
    rows,
  );
}

/** All of them: a page has room. */
export function buildingTable(talk: MonthTalk): PageTable {
  const { report, words, locale } = talk;
  const { buildings } = words;
  const columns: Column[] = [
    [buildings.name],
    [buildings.electricity, 'number'],
    [buildings.share, 'number'],
    [buildings.yoy, 'number'],
    [buildings.nightShare, 'number'],
    [buildings.water, 'number'],
    [buildings.waterYoy, 'number'],
    [buildings.minNightFlow, 'number'],
  ];
  const rows = report.buildings.map((row): PageCell[] => [
    { text: nameIn(row, locale), below: campusIn(row, locale) },
    known(talk, row.electricity, 'kWh'),
    plain(formatShare(row.share)),
    plain(formatChange(row.yoy)),
    plain(formatShare(row.nightShare)),
    known(talk, row.water, 'm³'),
    plain(formatChange(row.waterYoy)),
    plain(formatFixed(row.minNightFlowLph, 0)),
  ]);
  const sums = balanceRows(talk);
  return toTable(columns, [...rows, ...sums], rows.length);
}

function balanceRows(talk: MonthTalk): PageCell[][] {
  const { report, words } = talk;
  const of = (medium: 'electricity' | 'water') => report.balance.find((row) => row.medium === medium);
  const [electricity, water] = [of('electricity'), of('water')];
  const gap = (row: MonthReport['balance'][number] | undefined, unit: string): PageCell =>
    row === undefined || row.gap === null ? plain(DASH) : { text: formatAmount(row.gap, unit), below: formatShare(row.gapShare) };
  const main = (row: typeof water, unit: string) => (row === undefined ? plain(DASH) : known(talk, row.main, unit));
  const line = (title: string, kwh: PageCell, m3: PageCell) => [plain(title), kwh, NOTHING, NOTHING, NOTHING, m3, NOTHING, NOTHING];
  return [
    line(words.buildings.gap, gap(electricity, 'kWh'), gap(water, 'm³')),
    line(words.buildings.total, main(electricity, 'kWh'), main(water, 'm³')),
  ];
}

export function anomalyTable({ report, words, locale, say }: MonthTalk): PageTable {
  const { anomalies } = words;
  const columns: Column[] = [
    [anomalies.number],
    [anomalies.foundAt],
    [anomalies.place],
    [anomalies.what],
    [anomalies.handling],
    [anomalies.acceptance],
    [anomalies.took, 'number'],
    [anomalies.loss, 'number'],
  ];
  const rows = report.anomalies.rows.map((row): PageCell[] => [
    plain(String(row.number)),
    plain(shortMoment(row.foundAt, report.site.timeZone)),
    plain(say(row.place)),
    plain(say(row.what)),
    plain(say(row.handling)),
    plain(row.acceptance === null ? DASH : say(row.acceptance)),
    plain(formatTook(row.tookMs, locale)),
    row.loss === null
      ? plain(DASH)
      : {
          text: `${formatAmount(row.loss.amount, row.loss.unit)}${GAP}${row.loss.unit}`,
          below: row.loss.yuan === null ? undefined : `${formatMoney(row.loss.yuan)}${GAP}${words.units.yuan}`,
        },
  ]);
  return toTable(columns, rows);
}

export function repairTable({ report, words, locale, say }: MonthTalk): PageTable {
  const of = words.repairs;
  const rows = report.repairs.map((row) =>
    [say(row.category), String(row.accepted), String(row.done), formatTook(row.meanMs, locale), String(row.overdue), of.notAsked].map(
      plain,
    ),
  );
  return toTable(
    [[of.category], [of.accepted, 'number'], [of.done, 'number'], [of.mean, 'number'], [of.overdue, 'number'], [of.satisfaction, 'number']],
    rows,
  );
}

/** Of a later version: what is not as it was, in full. */
export function changeTable({ report, words, locale, say }: MonthTalk): PageTable {
  const of = words.changes;
  const full = (value: string | null) => plain(value === null ? DASH : /^-?[\d.]+$/.test(value) ? groupDecimal(value) : value);
  const rows = (report.changes?.rows ?? []).map((row) => [
    plain(say(row.what)),
    full(row.before),
    full(row.after),
    plain(unitName(row.unit, locale)),
  ]);
  return toTable([[of.what], [of.before, 'number'], [of.after, 'number'], [of.unit]], rows);
}
