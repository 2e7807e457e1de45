import type { Row, Sheet } from 'write-excel-file/node';
import { DECIMAL } from '../../domain/decimal.ts';
import { nameIn, say } from '../words/locale.ts';
import { unitName } from '../words/month-words.ts';
import { monthName } from '../words/times.ts';
import type { MonthWorkbook } from './month-workbook.ts';
import {
  boldCell,
  dayCell,
  freeSheet,
  momentCell,
  moneyCell,
  numberCell,
  shareCell,
  tableSheet,
  textCell,
  toRows,
  type SheetColumn,
} from './sheet.ts';

const BLANK: Row = [];

/** Page one: which version of what, how complete, the five sentences, causes and measures. */
export function summarySheet({ report, remarks, words, locale, state, approvedBy, approvedAt }: MonthWorkbook): Sheet<Buffer> {
  const { timeZone } = report.site;
  const { tables, reasons } = words;
  const causes = [...report.causes.map(({ text, basis }) => ({ text: say(text, locale), basis })), ...remarks.causes];
  const rows: Row[] = [
    [boldCell(`${nameIn(report.site, locale)} ${words.title(monthName(report.month, locale))}`)],
    [
      textCell(words.version(report.version)),
      textCell(state === 'approved' ? tables.approved : words.draft),
      textCell(approvedBy),
      momentCell(approvedAt, timeZone),
    ],
    [textCell(tables.madeAt), momentCell(report.madeAt, timeZone)],
    [textCell(tables.dataUntil), momentCell(report.dataUntilAt, timeZone)],
    ...report.coverage.map(
      ({ medium, covered, estimated }): Row => [
        textCell(`${words.media[medium]} ${words.figures.coverage}`),
        shareCell(covered),
        textCell(words.metering.estimated),
        shareCell(estimated),
      ],
    ),
    BLANK,
    ...report.summary.map((sentence): Row => [{ ...Object(textCell(say(sentence, locale))), columnSpan: 4 }, null, null, null]),
    BLANK,
    [boldCell(words.sections.reasons)],
    ...causes.map(({ text, basis }): Row => [textCell(text), textCell(reasons[basis])]),
    BLANK,
    [boldCell(reasons.measure), boldCell(reasons.responsible), boldCell(reasons.due)],
    ...remarks.measures.map(({ text, responsible, dueDay }): Row => [textCell(text), textCell(responsible), dayCell(dueDay)]),
    ...(remarks.note === '' ? [] : [[textCell(`${reasons.note}${words.colon}${remarks.note}`)]]),
  ];
  return freeSheet(words.sheets.summary, rows, [70, 22, 22, 22]);
}

/** Rounds, repairs, trust in the meters, days, weather, savings: name, number, unit. */
export function workSheet(book: MonthWorkbook): Sheet<Buffer> {
  const { words } = book;
  return freeSheet(
    words.sheets.work,
    [...roundRows(book), BLANK, ...repairRows(book), BLANK, ...meteringRows(book), BLANK, ...contextRows(book), BLANK, ...savingRows(book)],
    [40, 16, 16, 16, 16, 16, 40],
  );
}

function roundRows({ report: { rounds, airConditioners, leaks }, words, locale }: MonthWorkbook): Row[] {
  const of = words.rounds;
  const classes = [...rounds.classes.best, ...rounds.classes.worst];
  return [
    [boldCell(words.sections.rounds)],
    [textCell(of.due), numberCell(rounds.due)],
    [textCell(of.done), numberCell(rounds.done)],
    [textCell(of.missed), numberCell(rounds.missed.length), ...rounds.missed.map(dayCell)],
    [textCell(of.answered), shareCell(rounds.answeredShare)],
    [textCell(of.wrong), shareCell(rounds.falseShare)],
    ...classes.map(({ place, times }): Row => [textCell(say(place, locale)), numberCell(times)]),
    ...(airConditioners === null ? [] : [[textCell(words.air.line(airConditioners))]]),
    [textCell(words.air.leaks(leaks.found, leaks.repaired)), numberCell(leaks.lostM3), textCell('m³')],
  ];
}

function repairRows({ report, words, locale }: MonthWorkbook): Row[] {
  const of = words.repairs;
  type Line = (typeof report.repairs)[number];
  const columns: SheetColumn<Line>[] = [
    { title: of.category, width: 0, cell: (line) => textCell(say(line.category, locale)) },
    { title: of.accepted, width: 0, cell: (line) => numberCell(line.accepted) },
    { title: of.done, width: 0, cell: (line) => numberCell(line.done) },
    { title: of.meanHours, width: 0, cell: (line) => numberCell(line.meanMs === null ? null : line.meanMs / 3_600_000, '#,##0.0') },
    { title: of.overdue, width: 0, cell: (line) => numberCell(line.overdue) },
  ];
  return [[boldCell(words.sections.repairs)], ...toRows(columns, report.repairs)];
}

function meteringRows({ report: { metering, balance, site }, words, locale }: MonthWorkbook): Row[] {
  const of = words.metering;
  const named = (title: string, rows: readonly { name: string; nameEn: string }[]): Row[] =>
    rows.map((row) => [textCell(`${title}${words.colon}${nameIn(row, locale)}`)]);
  return [
    [boldCell(words.sections.metering)],
    [textCell(of.meters), numberCell(metering.meters)],
    [textCell(of.online), numberCell(metering.online)],
    [textCell(of.onlineShare), shareCell(metering.onlineShare)],
    [textCell(of.estimated), shareCell(metering.estimatedShare)],
    [textCell(of.manual), numberCell(metering.manualReadings)],
    [textCell(of.suspicious), numberCell(metering.suspicious)],
    ...named(of.stuck, metering.stuck),
    ...named(of.silent, metering.silent),
    ...metering.exchanged.map(
      (row): Row => [textCell(`${of.exchanged}${words.colon}${nameIn(row, locale)}`), momentCell(row.at, site.timeZone)],
    ),
    ...balance.map(
      ({ medium, main, parts, gap, gapShare }): Row => [
        textCell(`${of.balance} ${words.media[medium]}`),
        numberCell(main.value),
        numberCell(parts.value),
        numberCell(gap),
        shareCell(gapShare),
      ],
    ),
  ];
}

function contextRows({ report: { days, weather }, words }: MonthWorkbook): Row[] {
  const { figures, context } = words;
  const spans = (of: { month: number | null; lastMonth: number | null; lastYear: number | null }) =>
    [of.month, of.lastMonth, of.lastYear].map((value) => numberCell(value));
  return [
    [boldCell(context.days), boldCell(figures.month), boldCell(figures.lastMonth), boldCell(figures.lastYear)],
    ...days.types.map((row): Row => [textCell(words.dayTypes[row.type]), ...spans(row)]),
    [textCell(context.meanC), ...spans(weather.meanC)],
    [textCell(context.heating), ...spans(weather.heatingDegreeDays)],
    [textCell(context.cooling), ...spans(weather.coolingDegreeDays)],
    [textCell(context.knownDays), ...spans(weather.knownDays)],
  ];
}

function savingRows({ report, words, locale }: MonthWorkbook): Row[] {
  const { tables } = words;
  if (report.savings.length === 0) return [];
  return [
    [tables.measure, tables.percent, tables.low, tables.high, tables.method, tables.refused].map(boldCell),
    ...report.savings.map(
      ({ name, percent, interval, method, refused }): Row => [
        textCell(name),
        ...[percent, interval?.[0] ?? null, interval?.[1] ?? null].map((value) => shareCell(value === null ? null : value / 100)),
        textCell(say(method, locale)),
        textCell(refused && say(refused, locale)),
      ],
    ),
  ];
}

export function changesSheet({ report: { changes }, words, locale }: MonthWorkbook): Sheet<Buffer>[] {
  if (changes === null) return [];
  const of = words.changes;
  const number = (value: string | null, unit: string) =>
    value !== null && !DECIMAL.test(value) ? textCell(value) : unit === 'yuan' ? moneyCell(value) : numberCell(value);
  const rows: Row[] = [
    [boldCell(words.sections.changes(changes.fromVersion))],
    ...changes.reasons.map((reason): Row => [textCell(say(reason, locale))]),
    BLANK,
    [of.what, of.before, of.after, of.unit].map(boldCell),
    ...changes.rows.map(
      ({ what, before, after, unit }): Row => [
        textCell(say(what, locale)),
        number(before, unit),
        number(after, unit),
        textCell(unitName(unit, locale)),
      ],
    ),
  ];
  return [freeSheet(words.sheets.changes, rows, [60, 18, 18, 12])];
}

/** Definitions, factors, facts, tariffs, benchmarks: one table, so that it can be filtered. */
export function basisSheet({ report, words, locale }: MonthWorkbook): Sheet<Buffer> {
  const of = words.appendix;
  interface Line {
    kind: string;
    name: string;
    value?: string | null;
    unit?: string;
    about: string;
    document?: string;
  }
  const lines: Line[] = [
    ...report.definitions.map(({ term, text }) => ({ kind: of.definitions, name: say(term, locale), about: say(text, locale) })),
    ...report.factors.map(({ name, value, unit, region, dataYear, document, note }) => ({
      kind: of.factors,
      name: say(name, locale),
      value,
      unit,
      about: [region === 'national' ? words.units.national : region, dataYear, note && say(note, locale)]
        .filter(Boolean)
        .join(words.listComma),
      document,
    })),
    ...report.facts.map(({ name, value, unit, source, fromMonth }) => ({
      kind: of.facts,
      name: say(name, locale),
      value,
      unit,
      about: of.from(fromMonth),
      document: source,
    })),
    ...report.tariffs.map(({ medium, name, validFrom, revision, sourceDoc, isExample }) => ({
      kind: of.tariffs,
      name: `${words.media[medium]} ${name}`,
      about: `${validFrom} v${revision}${isExample ? words.bracket(of.example) : ''}`,
      document: sourceDoc,
    })),
    ...report.costTroubles.map((trouble) => ({ kind: of.troubles, name: '', about: say(trouble, locale) })),
    ...report.benchmarks.map(({ indicator, ours, published, unit, of: whom, year, source }) => ({
      kind: of.benchmarks,
      name: say(indicator, locale),
      value: published,
      unit,
      about: [say(whom, locale), of.year(year), of.ours(ours ?? of.unknown)].join(words.listComma),
      document: source,
    })),
  ];
  const columns: SheetColumn<Line>[] = [
    { title: of.kind, width: 24, cell: (line) => textCell(line.kind) },
    { title: of.name, width: 30, cell: (line) => textCell(line.name) },
    { title: of.value, width: 14, cell: (line) => numberCell(line.value ?? null) },
    { title: words.figures.unit, width: 14, cell: (line) => textCell(line.unit && unitName(line.unit, locale)) },
    { title: of.text, width: 50, cell: (line) => textCell(line.about) },
    { title: of.document, width: 40, cell: (line) => textCell(line.document) },
  ];
  return tableSheet(words.sheets.basis, columns, lines);
}
