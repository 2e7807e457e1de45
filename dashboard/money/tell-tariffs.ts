import type { TariffReading, TariffRequest, TariffTrial, TariffTrialAnswer, TariffVersion } from '../../api/schemas/tariffs.ts';
import { fetchJson } from '../api.ts';

const post = <Answer>(parts: readonly string[], body: unknown) =>
  fetchJson<Answer>(`/api/sites/${parts.map(encodeURIComponent).join('/')}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** What is told the server about prices. Each throws ApiProblem. */
export const tellTariffs = {
  save: (site: string, written: TariffRequest) => post<{ version: TariffVersion }>([site, 'tariffs'], written),
  /** Nothing is kept of it. */
  read: (site: string, written: TariffRequest) => post<TariffReading>([site, 'tariff-readings'], written),
  withdraw: (site: string, id: string, told: { validFrom: string; reason: string }) =>
    post<unknown>([site, 'tariffs', id, 'withdraw'], told),
  /** Nothing is kept of it. */
  attempt: (site: string, trial: TariffTrial) => post<TariffTrialAnswer>([site, 'tariff-trials'], trial),
};
