import { computed } from 'vue';
import { ask } from '../api.ts';
import { useSession } from '../session.ts';
import { useApi } from '../use-api.ts';

/** How many register steps wait for a person; 0 while it is not known. */
export function useOpenSteps() {
  const session = useSession();
  const steps = useApi(() => session.site && ask.steps(session.site.id, { state: 'open', limit: 1 }));
  return computed(() => steps.data?.open ?? 0);
}
