import type { BatchAnswer, PartyRequest, PartyView, StatementDetail, StatementSummary } from '../../api/schemas/statements.ts';
import { fetchJson } from '../api.ts';

function send<Answer>(method: 'POST' | 'PUT', parts: readonly string[], body?: unknown): Promise<Answer> {
  const content = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return fetchJson<Answer>(`/api/sites/${parts.map(encodeURIComponent).join('/')}`, { method, ...content });
}

interface Batch {
  from: string;
  to: string;
  building?: string | undefined;
  /** What the preview came to. */
  total: string;
}

/** What is told the server about what the school sells on. Each throws ApiProblem. */
export const tellResale = {
  /** @param id absent: a new one */
  party: (site: string, party: PartyRequest, id?: string) =>
    id === undefined
      ? send<{ party: PartyView }>('POST', [site, 'resale-parties'], party)
      : send<{ party: PartyView }>('PUT', [site, 'resale-parties', id], party),
  endParty: (site: string, id: string) => send<{ party: PartyView }>('POST', [site, 'resale-parties', id, 'end']),
  issue: (site: string, batch: Batch) => send<BatchAnswer>('POST', [site, 'statements'], batch),
  cancel: (site: string, id: string, request: { reason: string; anew: boolean }) =>
    send<{ statements: StatementSummary[] }>('POST', [site, 'statements', id, 'cancel'], request),
  dispute: (site: string, id: string, text: string) =>
    send<{ statement: StatementDetail }>('POST', [site, 'statements', id, 'disputes'], { text }),
  answer: (site: string, id: string, dispute: string, text: string) =>
    send<{ statement: StatementDetail }>('POST', [site, 'statements', id, 'disputes', dispute, 'answer'], { text }),
};
