import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { addDays } from '../../domain/local-time.ts';
import { useSession } from '../session.ts';

/** As many nights as one answer holds. */
const MOST_NIGHTS = 190;

/** The evenings that a page is about: both stand in the address. Whoever sets the second before the first means the same. @param usual nights back from last night */
export function useNights(usual: number) {
  const route = useRoute();
  const router = useRouter();
  const session = useSession();
  const today = computed(() => session.site?.today ?? '');
  const asDay = (value: unknown) => (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined);
  const put = (query: Record<string, string>) => void router.replace({ query: { ...route.query, ...query } });
  const toNight = computed({ get: () => asDay(route.query.to) ?? addDays(today.value, -1), set: (to) => put({ to }) });
  const fromNight = computed({ get: () => asDay(route.query.from) ?? addDays(toNight.value, 1 - usual), set: (from) => put({ from }) });
  const nights = computed(() => {
    const [from, to] = [fromNight.value, toNight.value].toSorted() as [string, string];
    const first = addDays(to, 1 - MOST_NIGHTS);
    return { fromNight: from < first ? first : from, toNight: to };
  });
  return { today, fromNight, toNight, nights };
}
