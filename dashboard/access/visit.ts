import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { SessionAnswer } from '../../api/schemas/access.ts';
import type { Permission } from '../../domain/access.ts';
import { ApiProblem, fetchJson, onNotSignedIn } from '../api.ts';
import { signInPath } from './return-path.ts';

/** Who is here. Asked once, before any page; asked again when an answer says that nobody is. */
export const useVisit = defineStore('visit', () => {
  const answer = shallowRef<SessionAnswer>();
  const problem = shallowRef<ApiProblem | null>(null);
  const isLeaving = ref(false);
  const visitor = computed(() => answer.value?.visitor ?? null);
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    try {
      answer.value = await fetchJson<SessionAnswer>('/api/session');
      problem.value = null;
    } catch (error) {
      problem.value = error instanceof ApiProblem ? error : new ApiProblem(-1, undefined, { cause: error });
    }
  }
  /** Asks anew; who asks at the same time waits for the same answer. */
  const refresh = (): Promise<void> => (asking ??= ask().finally(() => (asking = undefined)));
  /** The first answer; later the one that is there. */
  const ready = (): Promise<void> => (answer.value ? Promise.resolve() : refresh());

  /** Loads the page anew, so that nothing of whoever was here before stays in memory. */
  function leaveFor(path: string): void {
    isLeaving.value = true;
    window.location.replace(path);
  }

  /** The session is over: ended, expired, or the account was closed. Other refusals with 401 leave everything as it is. */
  async function checkEnd(): Promise<void> {
    if (!visitor.value || isLeaving.value) return;
    await refresh();
    if (answer.value && !visitor.value && !isLeaving.value)
      leaveFor(signInPath(window.location.pathname + window.location.search, 'expired'));
  }
  onNotSignedIn(() => void checkEnd());

  const may = (permission: Permission): boolean => visitor.value?.permissions.includes(permission) ?? false;

  return { answer, problem, visitor, isLeaving, ready, refresh, checkEnd, leaveFor, may };
});
