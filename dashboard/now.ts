import { computed, onScopeDispose, type Ref, shallowRef } from 'vue';
import { useSession } from './session.ts';

/** The server's clock, ticking: ages are counted against it. */
export function useNow(everyMs = 5_000): Readonly<Ref<number>> {
  const session = useSession();
  const local = shallowRef(Date.now());
  const timer = setInterval(() => (local.value = Date.now()), everyMs);
  onScopeDispose(() => clearInterval(timer));
  return computed(() => local.value + session.aheadMs);
}
