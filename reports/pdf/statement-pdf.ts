import type { Content, ContentTable, TableCell } from 'pdfmake/interfaces.js';
import type { Bill, Statement } from '../../domain/bill.ts';
import type { SitePlan } from '../../domain/site.ts';
import { nameIn, type ReportLocale, say } from '../words/locale.ts';
import { formatMoney, formatShare, groupDecimal } from '../words/numbers.ts';
import { KIND_WORDS, lastDay, lineTitle, MEDIUM_WORDS, STATEMENT_WORDS } from '../words/statement-words.ts';
import { momentText } from '../words/times.ts';
import { framePages, GREY, renderPdf } from './document.ts';
import { toPrintable } from './fonts.ts';

export interface StatementFile {
  statements: readonly Statement[];
  /** For the names of the school, its buildings and meters. */
  plan: SitePlan;
  locale: ReportLocale;
}

/** Statements to be handed out: each begins a page. */
export function statementPdf({ statements, plan, locale }: StatementFile): Promise<Buffer> {
  const [first] = statements;
  const school = nameIn(plan.site, locale);
  const title = say(STATEMENT_WORDS.title, locale);
  const stand = statements.length === 1 ? first!.id : `${first?.id ?? ''} – ${statements.at(-1)?.id ?? ''}`;
  const pages = statements.flatMap((statement, index): Content[] => [
    { text: toPrintable(`${school} ${title}`), style: 'title', ...(index > 0 ? { pageBreak: 'before' } : {}) },
    ...onePage(statement, plan, locale),
  ]);
  const madeAt = Math.max(0, ...statements.map((statement) => statement.madeAt));
  return renderPdf(framePages({ title: `${title} ${stand}`, school, stand, locale, madeAt }, pages));
}

function onePage(statement: Statement, plan: SitePlan, locale: ReportLocale): Content[] {
  const word = (name: keyof typeof STATEMENT_WORDS) => say(STATEMENT_WORDS[name], locale);
  const total = `${word('total')}  ${formatMoney(statement.total)} ${word('yuan')}`;
  return [
    head(statement, plan, locale),
    ...statement.bills.flatMap((bill) => billContent(bill, plan, locale)),
    { text: toPrintable(total), alignment: 'right', bold: true, fontSize: 12, margin: [0, 10, 0, 6] },
    ...(statement.isEstimated ? [small(word('byEstimate'))] : []),
    small(word('objection')),
  ];
}

const small = (text: string): Content => ({ text: toPrintable(text), style: 'small', margin: [0, 1, 0, 1] });

/** Number, party and span; of a reversal what it takes back, and why. */
function head(statement: Statement, plan: SitePlan, locale: ReportLocale): Content {
  const word = (name: keyof typeof STATEMENT_WORDS) => say(STATEMENT_WORDS[name], locale);
  const building = plan.buildings.find(({ id }) => id === statement.building);
  const place = [building && nameIn(building, locale), statement.partyPlace].filter(Boolean).join(' ');
  const { reverses } = statement;
  const facts: [string, string][] = [
    [word('number'), `${statement.id}${statement.state === 'cancelled' ? ` (${word('cancelled')})` : ''}`],
    [word('party'), `${statement.partyName} (${say(KIND_WORDS[statement.partyKind], locale)})`],
    [word('place'), place],
    [word('span'), `${statement.from} ${locale === 'en' ? 'to' : '至'} ${lastDay(statement)}`],
    [word('made'), `${momentText(statement.madeAt, plan.site.timeZone)} ${statement.madeBy}`],
    ...(reverses ? [[word('reverses'), `${reverses.id}: ${reverses.reason}`] as [string, string]] : []),
  ];
  const body = facts.map(([name, text]): TableCell[] => [{ text: name, color: GREY.soft }, { text: toPrintable(text) }]);
  return { table: { widths: [70, '*'], body }, layout: 'noBorders', margin: [0, 4, 0, 4] };
}

function billContent(bill: Bill, plan: SitePlan, locale: ReportLocale): Content[] {
  const heading = `${say(MEDIUM_WORDS[bill.medium], locale)}  ${groupDecimal(bill.quantity)} ${bill.unit}`;
  return [
    { text: toPrintable(heading), style: 'heading' },
    readingTable(bill, plan, locale),
    lineTable(bill, locale),
    ...billNotes(bill, locale).map(small),
  ];
}

const left = (text: string): TableCell => ({ text: toPrintable(text) });
const right = (text: string): TableCell => ({ text: toPrintable(text), style: 'number' });
const decimalText = (value: string | null) => (value === null ? '–' : groupDecimal(value));

function readingTable(bill: Bill, plan: SitePlan, locale: ReportLocale): Content {
  const { timeZone } = plan.site;
  const word = (name: keyof typeof STATEMENT_WORDS) => say(STATEMENT_WORDS[name], locale);
  const columns = [word('start'), word('end'), word('ratio'), word('share'), `${word('used')} (${bill.unit})`, word('known')];
  const rows = bill.meters.map((meter): TableCell[] => {
    const named = plan.meters.find(({ id }) => id === meter.meter);
    const names = [named ? nameIn(named, locale) : meter.meter, ...meter.steps.map((step) => say(step, locale))];
    if (meter.isInterpolated) names.push(word('interpolated'));
    return [
      left(names.join('\n')),
      right(`${decimalText(meter.startRegister)}\n${momentText(meter.startAt, timeZone)}`),
      right(`${decimalText(meter.endRegister)}\n${momentText(meter.endAt, timeZone)}`),
      right(groupDecimal(meter.ratio)),
      right(groupDecimal(meter.share)),
      right(decimalText(meter.amount)),
      right(formatShare(meter.coverage)),
    ];
  });
  return table([word('meter'), ...columns], rows, ['*', 78, 78, 34, 34, 62, 40]);
}

function lineTable(bill: Bill, locale: ReportLocale): Content {
  const word = (name: keyof typeof STATEMENT_WORDS) => say(STATEMENT_WORDS[name], locale);
  const rows = bill.lines.map((line): TableCell[] => {
    const mark = line.isEstimated ? ` (${word('estimated')})` : '';
    const note = line.note ? `\n${say(line.note, locale)}` : '';
    return [
      left(`${lineTitle(line, locale)}${mark}${note}`),
      right(line.quantity === null ? '–' : `${groupDecimal(line.quantity)} ${line.unit}`),
      right(decimalText(line.price)),
      right(formatMoney(line.amount)),
    ];
  });
  const sum = [{ text: word('total'), bold: true }, '', '', { text: toPrintable(formatMoney(bill.total)), style: 'number', bold: true }];
  return table([word('line'), word('quantity'), word('price'), word('amount')], [...rows, sum], ['*', 90, 70, 80]);
}

/** The document of each price, and what a reader has to know. */
function billNotes({ tariffs, notes }: Bill, locale: ReportLocale): string[] {
  const word = (name: keyof typeof STATEMENT_WORDS) => say(STATEMENT_WORDS[name], locale);
  const documents = tariffs.map((tariff) => {
    const name = nameIn({ name: tariff.name, nameEn: tariff.nameEn ?? undefined }, locale);
    const example = tariff.isExample ? ` (${word('example')})` : '';
    return `${word('document')}: ${name}, ${tariff.validFrom}, ${tariff.sourceDoc}${example}`;
  });
  return [...documents, ...notes.map((note) => say(note, locale))];
}

/** Hairlines only; the first column is text, the others are numbers. */
function table(titles: readonly string[], rows: TableCell[][], widths: (string | number)[]): ContentTable {
  const headRow = titles.map((text, index): TableCell => ({ text: toPrintable(text), style: index === 0 ? 'head' : ['head', 'number'] }));
  return {
    table: { headerRows: 1, dontBreakRows: true, widths, body: [headRow, ...rows] },
    layout: {
      hLineWidth: () => 0.5,
      vLineWidth: () => 0,
      hLineColor: () => GREY.pale,
    },
    margin: [0, 2, 0, 4],
  };
}
