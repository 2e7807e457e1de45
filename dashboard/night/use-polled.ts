import { onScopeDispose } from 'vue';
import type { Request } from '../api.ts';
import { type ApiState, useApi } from '../use-api.ts';

/** Amounts of the running night are of the minute; what somebody says comes by the stream at once. */
const POLL_MS = 20_000;

/** An answer that is asked again and again while the page is in sight. */
export function usePolled<Answer>(request: () => Request<Answer> | undefined): ApiState<Answer> {
  const state = useApi(request);
  const timer = setInterval(() => {
    if (!document.hidden && request() !== undefined && !state.isLoading) void state.refetch();
  }, POLL_MS);
  onScopeDispose(() => clearInterval(timer));
  return state;
}
