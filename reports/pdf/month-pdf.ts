import { nameIn } from '../words/locale.ts';
import { monthName } from '../words/times.ts';
import { framePages, renderPdf } from './document.ts';
import { printAppendix } from './month-appendix.ts';
import { printEvents } from './month-events.ts';
import { printFigures } from './month-figures.ts';
import { printHead } from './month-head.ts';
import { printPlaces } from './month-places.ts';
import { toPrint, type MonthDocument } from './month-print.ts';
import { printReasons } from './month-reasons.ts';
import { printWork } from './month-work.ts';

/**
 * The month's report on A4, for the logistics head to sign and the principal to read: what happened first, tables next, methods last.
 * Printable without colour. Layout of domain note 6.2.
 */
export function monthPdf(document: MonthDocument): Promise<Buffer> {
  const print = toPrint(document);
  const { report, words, locale, state } = print;
  const title = words.title(monthName(report.month, locale));
  const school = nameIn(report.site, locale);
  const content = [printHead, printFigures, printPlaces, printEvents, printWork, printReasons, printAppendix].flatMap((part) =>
    part(print),
  );
  const frame = {
    title: `${school} ${title} v${report.version}`,
    school,
    stand: `${title}  ${words.version(report.version)}${state === 'draft' ? `  ${words.draft}` : ''}`,
    locale,
    madeAt: report.madeAt,
    watermark: state === 'draft' ? words.draft : undefined,
  };
  return renderPdf(framePages(frame, content));
}
