import { computed, type WritableComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';

/** A choice that stands in the address, so that the link shows the same. The default (the first that is allowed) leaves it short. */
export function useInAddress<Value extends string>(name: string, allowed: () => readonly Value[]): WritableComputedRef<Value> {
  const route = useRoute();
  const router = useRouter();
  return computed({
    get: () => allowed().find((value) => value === route.query[name]) ?? allowed()[0]!,
    set: (value) => void router.replace({ query: { ...route.query, [name]: value === allowed()[0] ? undefined : value } }),
  });
}
