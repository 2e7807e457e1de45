import { useQuery } from '@pinia/colada';
import { reactive } from 'vue';
import { get, type Request } from './api.ts';

/** An answer and how it stands, unwrapped. */
export interface ApiState<Answer> {
  readonly data: Answer | undefined;
  readonly error: Error | null;
  readonly isLoading: boolean;
  refetch(): Promise<unknown>;
}

/**
 * The answer to a request, kept while it is asked again. Undefined: nothing to ask yet (the site is not known).
 * While the request changes (another span, another medium) the last answer stays on the page: no jump.
 */
export function useApi<Answer>(request: () => Request<Answer> | undefined): ApiState<Answer> {
  const { data, error, isLoading, refetch } = useQuery<Answer>({
    key: () => [...(request()?.key ?? ['nothing'])],
    enabled: () => request() !== undefined,
    // Not stopped by colada's signal: a page that is left and opened again at once would wait for an answer that was given up.
    query: () => get(request()!),
    placeholderData: (previous) => previous,
    staleTime: 20_000,
  });
  return reactive({ data, error, isLoading, refetch: () => refetch() });
}
