import type { CorrectionAnswer, CorrectionRequest } from '../api/schemas/corrections.ts';
import type { ManualReadingConcern, ManualReadingView } from '../api/schemas/manual-readings.ts';
import { ApiProblem, fetchJson } from './api.ts';

/** Who, and why. */
export interface Signature {
  by: string;
  reason: string;
}

export interface ManualReadingTold {
  at?: number | undefined;
  value: number;
  by: string;
  note: string;
  photo?: string | undefined;
  sure: boolean;
}

const path = (parts: readonly string[]) => `/api/sites/${parts.map(encodeURIComponent).join('/')}`;
const post = <Answer>(parts: readonly string[], body: unknown) =>
  fetchJson<Answer>(path(parts), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** Everything that people tell the server. Each throws ApiProblem. */
export const tell = {
  /** With `preview` nothing is kept. */
  correction: (site: string, meter: string, request: CorrectionRequest) =>
    post<CorrectionAnswer>([site, 'meters', meter, 'corrections'], request),
  undo: (site: string, id: string, signature: Signature) => post<CorrectionAnswer>([site, 'corrections', id, 'undo'], signature),
  manualReading: (site: string, meter: string, reading: ManualReadingTold) =>
    post<{ reading: ManualReadingView }>([site, 'meters', meter, 'manual-readings'], reading),
  check: (site: string, id: string, check: { by: string; agrees: boolean; note: string }) =>
    post<{ reading: ManualReadingView }>([site, 'manual-readings', id, 'check'], check),
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
