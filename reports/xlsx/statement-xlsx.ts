import type { Bill, BillLine, BillMeter, Statement } from '../../domain/bill.ts';
import { sumOf, toMoney } from '../../tariffs/exact.ts';
import type { StatementFile } from '../pdf/statement-pdf.ts';
import { nameIn, type ReportLocale, say } from '../words/locale.ts';
import { KIND_WORDS, lastDay, lineName, MEDIUM_WORDS, PERIOD_WORDS, STATEMENT_WORDS } from '../words/statement-words.ts';
import {
  boldCell,
  dayCell,
  freeSheet,
  momentCell,
  moneyCell,
  numberCell,
  renderXlsx,
  shareCell,
  type SheetColumn,
  tableSheet,
  textCell,
  toRows,
} from './sheet.ts';

interface Row<Of> {
  statement: Statement;
  bill: Bill;
  of: Of;
}

/** Statements as a workbook: one line a statement with their sum, the lines of all bills, the readings behind them. */
export function statementXlsx({ statements, plan, locale }: StatementFile): Promise<Buffer> {
  const word = wordsIn(locale);
  const lines = statements.flatMap((statement) =>
    statement.bills.flatMap((bill) => bill.lines.map((of): Row<BillLine> => ({ statement, bill, of }))),
  );
  const meters = statements.flatMap((statement) =>
    statement.bills.flatMap((bill) => bill.meters.map((of): Row<BillMeter> => ({ statement, bill, of }))),
  );
  return renderXlsx([
    summarySheet(statements, plan, locale),
    tableSheet(word('lines'), lineColumns(locale), lines),
    tableSheet(word('readings'), readingColumns(plan, locale), meters),
  ]);
}

const wordsIn = (locale: ReportLocale) => (name: keyof typeof STATEMENT_WORDS) => say(STATEMENT_WORDS[name], locale);

/** The sum below is a number like the others: what it adds up stands above it. */
function summarySheet(statements: readonly Statement[], plan: StatementFile['plan'], locale: ReportLocale) {
  const word = wordsIn(locale);
  const columns = summaryColumns(statements, plan, locale);
  const total = toMoney(sumOf(statements.map((statement) => statement.total)));
  const place = columns.findIndex(({ title }) => title === word('amount'));
  const sum = columns.map((_, index) => (index === 0 ? boldCell(word('total')) : index === place ? moneyCell(total) : null));
  return freeSheet(
    word('summary'),
    [...toRows(columns, statements), sum],
    columns.map(({ width }) => width),
  );
}

function summaryColumns(statements: readonly Statement[], plan: StatementFile['plan'], locale: ReportLocale): SheetColumn<Statement>[] {
  const word = wordsIn(locale);
  const buildings = new Map(plan.buildings.map((building) => [building.id, nameIn(building, locale)]));
  const media = [...new Map(statements.flatMap(({ bills }) => bills.map(({ medium, unit }) => [medium, unit])))];
  return [
    { title: word('number'), width: 14, cell: ({ id }) => textCell(id) },
    { title: word('party'), width: 20, cell: ({ partyName }) => textCell(partyName) },
    { title: word('kind'), width: 12, cell: ({ partyKind }) => textCell(say(KIND_WORDS[partyKind], locale)) },
    {
      title: word('building'),
      width: 16,
      cell: ({ building }) => textCell(building === null ? null : (buildings.get(building) ?? building)),
    },
    { title: word('place'), width: 12, cell: ({ partyPlace }) => textCell(partyPlace) },
    { title: word('from'), width: 12, cell: ({ from }) => dayCell(from) },
    { title: word('to'), width: 12, cell: (statement) => dayCell(lastDay(statement)) },
    ...media.map(
      ([medium, unit]): SheetColumn<Statement> => ({
        title: `${say(MEDIUM_WORDS[medium], locale)} (${unit})`,
        width: 14,
        cell: ({ bills }) => numberCell(bills.find((bill) => bill.medium === medium)?.quantity ?? null),
      }),
    ),
    { title: word('amount'), width: 14, cell: ({ total }) => moneyCell(total) },
    { title: word('isEstimated'), width: 10, cell: ({ isEstimated }) => textCell(isEstimated ? word('yes') : null) },
    { title: word('state'), width: 10, cell: ({ state }) => textCell(word(state)) },
    { title: word('reverses'), width: 14, cell: ({ reverses }) => textCell(reverses?.id) },
    { title: word('truesUp'), width: 14, cell: ({ truesUp }) => textCell(truesUp.join(', ')) },
  ];
}

function whose<Of>(locale: ReportLocale): SheetColumn<Row<Of>>[] {
  const word = wordsIn(locale);
  return [
    { title: word('number'), width: 14, cell: ({ statement }) => textCell(statement.id) },
    { title: word('party'), width: 20, cell: ({ statement }) => textCell(statement.partyName) },
    { title: word('medium'), width: 10, cell: ({ bill }) => textCell(say(MEDIUM_WORDS[bill.medium], locale)) },
  ];
}

function lineColumns(locale: ReportLocale): SheetColumn<Row<BillLine>>[] {
  const word = wordsIn(locale);
  return [
    ...whose<BillLine>(locale),
    { title: word('line'), width: 20, cell: ({ of }) => textCell(lineName(of, locale)) },
    { title: word('period'), width: 10, cell: ({ of }) => textCell(of.period && say(PERIOD_WORDS[of.period], locale)) },
    { title: word('tier'), width: 8, cell: ({ of }) => numberCell(of.tier, '0') },
    { title: word('quantity'), width: 14, cell: ({ of }) => numberCell(of.quantity) },
    { title: word('unit'), width: 8, cell: ({ of }) => textCell(of.unit) },
    { title: word('price'), width: 14, cell: ({ of }) => numberCell(of.price) },
    { title: word('amount'), width: 14, cell: ({ of }) => moneyCell(of.amount) },
    { title: word('isEstimated'), width: 10, cell: ({ of }) => textCell(of.isEstimated ? word('yes') : null) },
    {
      title: word('document'),
      width: 30,
      cell: ({ bill, of }) => textCell(of.tariff === null ? null : bill.tariffs[of.tariff]?.sourceDoc),
    },
    { title: word('note'), width: 50, cell: ({ of }) => textCell(of.note && say(of.note, locale)) },
  ];
}

function readingColumns(plan: StatementFile['plan'], locale: ReportLocale): SheetColumn<Row<BillMeter>>[] {
  const word = wordsIn(locale);
  const names = new Map(plan.meters.map((meter) => [meter.id, nameIn(meter, locale)]));
  const { timeZone } = plan.site;
  return [
    ...whose<BillMeter>(locale),
    { title: word('meter'), width: 24, cell: ({ of }) => textCell(names.get(of.meter) ?? of.meter) },
    { title: word('startAt'), width: 18, cell: ({ of }) => momentCell(of.startAt, timeZone) },
    { title: word('start'), width: 14, cell: ({ of }) => numberCell(of.startRegister) },
    { title: word('endAt'), width: 18, cell: ({ of }) => momentCell(of.endAt, timeZone) },
    { title: word('end'), width: 14, cell: ({ of }) => numberCell(of.endRegister) },
    { title: word('ratio'), width: 8, cell: ({ of }) => numberCell(of.ratio) },
    { title: word('share'), width: 8, cell: ({ of }) => numberCell(of.share) },
    { title: word('used'), width: 14, cell: ({ of }) => numberCell(of.amount) },
    { title: word('unit'), width: 8, cell: ({ bill }) => textCell(bill.unit) },
    { title: word('known'), width: 10, cell: ({ of }) => shareCell(of.coverage) },
    { title: word('note'), width: 50, cell: ({ of }) => textCell(of.steps.map((step) => say(step, locale)).join('; ')) },
  ];
}
