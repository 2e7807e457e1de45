import { computed } from 'vue';
import { useMay } from '../access/may.ts';
import { ask } from '../api.ts';
import { useSession } from '../session.ts';
import { useApi } from '../use-api.ts';

/** How many answers "normal use" wait for the office; 0 while it is not known, and for who does not decide. */
export function useOpenPermits() {
  const session = useSession();
  const may = useMay();
  const list = useApi(() => (may('approve') && session.site ? ask.permitRequests(session.site.id) : undefined));
  return computed(() => list.data?.requests.length ?? 0);
}
