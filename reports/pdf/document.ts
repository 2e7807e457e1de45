import pdfmake from 'pdfmake';
import type { Content, StyleDictionary, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { FONT, FONT_FILES, FONTS, toPrintable } from './fonts.ts';

// Nothing is fetched, and no file but the fonts is opened, whatever stands in a name or a remark.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => FONT_FILES.has(path));
pdfmake.setFonts(FONTS);

/** What stands around the content of every document of ours. */
export interface PageFrame {
  /** Of the file. */
  title: string;
  /** Foot of each page, left: whose it is. */
  school: string;
  /** Foot, right: which document and version. */
  stand: string;
  locale: 'zh-CN' | 'en';
  /** Day of the file: the same data makes the same bytes. */
  madeAt: number;
  /** A pale word across each page; absent: none. */
  watermark?: string | undefined;
}

/** Points of A4. */
export const PAGE_WIDTH = 595.28;
const MARGIN = { side: 38, top: 28, foot: 36 };
export const CONTENT_WIDTH = PAGE_WIDTH - 2 * MARGIN.side;
/** Ink of a printer without colour. */
export const GREY = { soft: '#555555', line: '#9a9a9a', pale: '#d8d8d8', ground: '#f0f0f0' } as const;

const STYLES: StyleDictionary = {
  title: { fontSize: 15, bold: true, margin: [0, 0, 0, 2] },
  heading: { fontSize: 10, bold: true, margin: [0, 7, 0, 2] },
  small: { fontSize: 7, color: GREY.soft },
  head: { bold: true, fontSize: 7.5 },
  number: { alignment: 'right' },
};

export function framePages(frame: PageFrame, content: Content[]): TDocumentDefinitions {
  const { title, school, stand, locale, watermark } = frame;
  const pageOf = (page: number, pages: number) => (locale === 'en' ? `page ${page} of ${pages}` : `第 ${page} 页 共 ${pages} 页`);
  return {
    pageSize: 'A4',
    pageMargins: [MARGIN.side, MARGIN.top, MARGIN.side, MARGIN.foot],
    language: locale,
    displayTitle: true,
    info: { title, author: school, creator: 'Greenleaf', producer: 'Greenleaf', creationDate: new Date(frame.madeAt) },
    defaultStyle: { font: FONT, fontSize: 8, lineHeight: 1.05 },
    styles: STYLES,
    ...(watermark === undefined
      ? {}
      : { watermark: { text: watermark, font: FONT, fontSize: 120, color: '#000000', opacity: 0.05, bold: true } }),
    footer: (page, pages) => ({
      margin: [MARGIN.side, 12, MARGIN.side, 0],
      fontSize: 7,
      color: GREY.soft,
      columns: [
        { text: toPrintable(school), width: '*' },
        { text: pageOf(page, pages), width: 'auto', alignment: 'center' },
        { text: toPrintable(stand), width: '*', alignment: 'right' },
      ],
    }),
    // A heading does not stay behind alone at the foot of a page.
    pageBreakBefore: ({ headlineLevel }, { getFollowingNodesOnPage }) =>
      headlineLevel !== undefined && getFollowingNodesOnPage().length === 0,
    content,
  };
}

/** Draws the document. Texts go through `toPrintable` before; the definition is used up. */
export function renderPdf(definition: TDocumentDefinitions): Promise<Buffer> {
  return pdfmake.createPdf(definition).getBuffer();
}
