import { computed } from 'vue';
import { useMay } from '../access/may.ts';
import { ask } from '../api.ts';
import { useSession } from '../session.ts';
import { useApi } from '../use-api.ts';

/** How many register steps wait for a person; 0 while it is not known. */
export function useOpenSteps() {
  const session = useSession();
  const may = useMay();
  const steps = useApi(() => (may('see') && session.site ? ask.steps(session.site.id, { state: 'open', limit: 1 }) : undefined));
  return computed(() => steps.data?.open ?? 0);
}
