import type { CalendarPlanAnswer, CalendarPlanView } from '../api/schemas/calendar.ts';
import type { CorrectionAnswer, CorrectionRequest } from '../api/schemas/corrections.ts';
import type { DeclarationRequest, DeclarationView } from '../api/schemas/declarations.ts';
import type { ManualReadingConcern, ManualReadingView } from '../api/schemas/manual-readings.ts';
import type { PermitDecision } from '../api/schemas/tonight.ts';
import type { RepairAnswer, SeenFindingRequest } from '../api/schemas/work.ts';
import type { RuleSettingRequest, RuleView, TryAnswer, TryRequest } from '../api/schemas/rules.ts';
import type { MeasureQuestion, MeasureRequest, MeasureView, SavingDetail } from '../api/schemas/measures.ts';
import type { MonthReportAnswer, Remarks } from '../api/schemas/reports.ts';
import type { CodesRequest, LedgerEntryRequest } from '../api/schemas/statistics.ts';
import type { Scope } from '../domain/scope.ts';
import { ApiProblem, fetchJson } from './api.ts';

/** Why; who is known from the session. */
export interface Signature {
  reason: string;
}

export interface ManualReadingTold {
  at?: number | undefined;
  value: number;
  note: string;
  photo?: string | undefined;
  sure: boolean;
}

const path = (parts: readonly string[]) => `/api/sites/${parts.map(encodeURIComponent).join('/')}`;
const send = <Answer>(method: 'POST' | 'PUT', parts: readonly string[], body: unknown) =>
  fetchJson<Answer>(path(parts), { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const post = <Answer>(parts: readonly string[], body: unknown) => send<Answer>('POST', parts, body);

/** Everything that people tell the server. Each throws ApiProblem. */
export const tell = {
  /** With `preview` nothing is kept. */
  correction: (site: string, meter: string, request: CorrectionRequest) =>
    post<CorrectionAnswer>([site, 'meters', meter, 'corrections'], request),
  undo: (site: string, id: string, signature: Signature) => post<CorrectionAnswer>([site, 'corrections', id, 'undo'], signature),
  manualReading: (site: string, meter: string, reading: ManualReadingTold) =>
    post<{ reading: ManualReadingView }>([site, 'meters', meter, 'manual-readings'], reading),
  check: (site: string, id: string, check: { agrees: boolean; note: string }) =>
    post<{ reading: ManualReadingView }>([site, 'manual-readings', id, 'check'], check),
  setting: (site: string, rule: string, request: RuleSettingRequest) =>
    send<{ rule: RuleView }>('PUT', [site, 'rules', rule, 'setting'], request),
  removeSetting: (site: string, rule: string, { kind, id }: Scope) =>
    fetchJson<{ rule: RuleView }>(`${path([site, 'rules', rule, 'setting'])}?${new URLSearchParams({ kind, id })}`, {
      method: 'DELETE',
    }),
  /** Nothing is kept of it. */
  trial: (site: string, rule: string, request: TryRequest) => post<TryAnswer>([site, 'rules', rule, 'try'], request),
  declaration: (site: string, request: DeclarationRequest) => post<{ declaration: DeclarationView }>([site, 'declarations'], request),
  endDeclaration: (site: string, id: string, signature: Signature) =>
    post<{ declaration: DeclarationView }>([site, 'declarations', id, 'end'], signature),
  calendar: (site: string, request: { plan: CalendarPlanView }) => send<CalendarPlanAnswer>('PUT', [site, 'calendar', 'plan'], request),
  discardCalendar: (site: string) => fetchJson<CalendarPlanAnswer>(path([site, 'calendar', 'plan']), { method: 'DELETE' }),
  holidays: (site: string, request: { file: string }) => post<CalendarPlanAnswer>([site, 'calendar', 'holidays'], request),
  weather: (site: string, request: { file: string }) => post<{ taken: number; refused: string[] }>([site, 'weather'], request),
  /** About an answer "normal use". */
  permit: (site: string, event: string, decision: PermitDecision) => post<unknown>([site, 'permit-requests', event], decision),
  repair: (site: string, answer: RepairAnswer) => post<unknown>([site, 'work', 'answers'], answer),
  finding: (site: string, finding: SeenFindingRequest) => post<unknown>([site, 'seen-findings'], finding),
  findingReview: (site: string, id: string, review: { isRight: boolean; note: string }) =>
    post<unknown>([site, 'seen-findings', id, 'review'], review),
  monthReport: (site: string, month: string, request: { why: string }) => post<MonthReportAnswer>([site, 'month-reports', month], request),
  remarks: (site: string, month: string, version: number, remarks: Remarks) =>
    send<MonthReportAnswer>('PUT', [site, 'month-reports', month, String(version), 'remarks'], remarks),
  approveMonthReport: (site: string, month: string, version: number) =>
    post<MonthReportAnswer>([site, 'month-reports', month, String(version), 'approve'], {}),
  ledgerLine: (site: string, month: string, line: LedgerEntryRequest) =>
    post<unknown>([site, 'statistics', 'months', month, 'entries'], line),
  reverseLedgerLine: (site: string, month: string, id: number, signature: Signature) =>
    post<unknown>([site, 'statistics', 'months', month, 'entries', String(id), 'reversal'], signature),
  closeMonth: (site: string, month: string) => post<{ entries: unknown[] }>([site, 'statistics', 'months', month, 'close'], {}),
  statisticsCodes: (site: string, codes: CodesRequest) => send<unknown>('PUT', [site, 'statistics-codes'], codes),
  /** Nothing is kept of it. */
  tryMeasure: (site: string, question: MeasureQuestion) => post<SavingDetail>([site, 'measures', 'try'], question),
  measure: (site: string, request: MeasureRequest) => post<{ measure: MeasureView }>([site, 'measures'], request),
  endMeasure: (site: string, id: string) => post<{ measure: MeasureView }>([site, 'measures', id, 'end'], {}),
  photo: (site: string, picture: Blob) =>
    fetchJson<{ id: string }>(path([site, 'photos']), { method: 'POST', headers: { 'content-type': picture.type }, body: picture }),
};

/** What looks wrong in a manual reading that was not kept; undefined for every other trouble. */
export function concernOf(error: unknown): ManualReadingConcern | undefined {
  if (!(error instanceof ApiProblem) || error.status !== 409) return undefined;
  const body = error.problem as unknown;
  return typeof body === 'object' && body !== null && 'concern' in body ? (body as ManualReadingConcern) : undefined;
}

/** What is wrong with each field, by the last part of its path: `body.statement.closing` → `closing`. */
export function fieldErrors(error: ApiProblem | null): Record<string, string> {
  const errors = error?.problem?.errors ?? [];
  return Object.fromEntries(errors.map(({ path: place, message }) => [place.split(/[./]/).at(-1) ?? place, message]));
}
