import { computed, type WritableComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';

/** A choice that stands in the address, so that the link shows the same; anything else there is the default. */
export function useRouteChoice<Choice extends string>(
  name: string,
  choices: readonly Choice[],
  usual: Choice,
): WritableComputedRef<Choice> {
  const route = useRoute();
  const router = useRouter();
  return computed({
    get: () => choices.find((choice) => choice === route.query[name]) ?? usual,
    set: (choice) => void router.replace({ query: { ...route.query, [name]: choice === usual ? undefined : choice } }),
  });
}
