import type { Remarks } from '../../api/schemas/reports.ts';

/** What is being typed: a day that is not there is an empty text. */
export interface RemarksDraft {
  causes: { text: string; basis: 'data' | 'inference' }[];
  measures: { text: string; responsible: string; dueDay: string }[];
  note: string;
}

/** As many as the report has room for. */
export const MOST_LINES = 8;

export const toDraft = ({ causes, measures, note }: Remarks): RemarksDraft => ({
  causes: causes.map((cause) => ({ ...cause })),
  measures: measures.map((measure) => ({ ...measure, dueDay: measure.dueDay ?? '' })),
  note,
});

/** Lines without words are left out. */
export function toRemarks({ causes, measures, note }: RemarksDraft): Remarks {
  return {
    causes: causes.map(({ text, basis }) => ({ text: text.trim(), basis })).filter(({ text }) => text !== ''),
    measures: measures
      .map(({ text, responsible, dueDay }) => ({ text: text.trim(), responsible: responsible.trim(), dueDay: dueDay || null }))
      .filter(({ text }) => text !== ''),
    note: note.trim(),
  };
}
