import type { FactorRequest, FactRequest, QuotaRequest, QuotaVersionView } from '../../api/schemas/books.ts';
import { fetchJson } from '../api.ts';

function send<Answer>(method: 'POST' | 'PUT' | 'DELETE', parts: readonly string[], body?: unknown): Promise<Answer> {
  const content = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return fetchJson<Answer>(`/api/sites/${parts.map(encodeURIComponent).join('/')}`, { method, ...content });
}

/** New without an id. */
const put = (parts: readonly string[], id: string | undefined, body: unknown) =>
  id === undefined ? send<unknown>('POST', parts, body) : send<unknown>('PUT', [...parts, id], body);

/** What is told the server about quotas, facts and factors. Each throws ApiProblem. */
export const tellBooks = {
  quota: (site: string, quota: QuotaRequest) => send<unknown>('POST', [site, 'quotas'], quota),
  approve: (site: string, { id, version }: Pick<QuotaVersionView, 'id' | 'version'>) =>
    send<unknown>('POST', [site, 'quotas', id, 'versions', String(version), 'approve'], {}),
  fact: (site: string, fact: FactRequest, id?: string) => put([site, 'facts'], id, fact),
  removeFact: (site: string, id: string) => send<unknown>('DELETE', [site, 'facts', id]),
  factor: (site: string, factor: FactorRequest, id?: string) => put([site, 'factors'], id, factor),
  removeFactor: (site: string, id: string) => send<unknown>('DELETE', [site, 'factors', id]),
};
