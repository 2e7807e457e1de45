import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { type KeptPage, readKept, writeKept } from './kept-page.ts';
import { request } from './network.ts';
import type { Flushed } from './outbox.ts';
import { aheadBy } from './server-clock.ts';

/** What stands in the way; null: nothing. `away`: the server breaks; `offline`: no answer at all. */
export type Trouble = 'offline' | 'away' | 'ended' | 'forbidden' | 'gone' | null;

/** What the page says of both roads: the one on which it asks, and the one on which answers go. */
export function worseTrouble(asking: Trouble, sending: Flushed['trouble']): Trouble {
  if (asking === 'offline' || sending === 'unreachable') return 'offline';
  return sending === 'failed' || sending === 'busy' ? 'away' : asking;
}

/** Beyond it the page says how old it is. */
const OLD_MS = 60_000;
const AHEAD = 'ahead';

/** Difference between the server's clock and this phone's; kept, because answers are given where there is no signal too. */
export const aheadMs = ref<number | null>(readKept<number>(AHEAD));

/**
 * One address of the API, asked again and again while the page is in front, and at once when it comes to the front or the
 * signal is back. The last answer is kept on the phone.
 *
 * @param kept name under which it is kept
 * @param onAnswer called with every new answer
 */
export function useLivePage<Answer extends { now: number }>(
  url: string,
  kept: string,
  everyMs: number,
  onAnswer: (answer: Answer) => void = () => undefined,
) {
  const before = readKept<KeptPage<Answer>>(kept);
  const answer = shallowRef<Answer | null>(before?.answer ?? null);
  const checkedAt = ref<number | null>(before?.checkedAt ?? null);
  const trouble = ref<Trouble>(null);
  const tick = ref(Date.now());
  let etag = before?.etag ?? null;
  let asking: Promise<boolean> | undefined;

  /** The server's clock. */
  const now = computed(() => tick.value + (aheadMs.value ?? 0));
  const isOld = computed(() => checkedAt.value !== null && now.value - checkedAt.value > OLD_MS);

  async function ask(): Promise<boolean> {
    const askedAt = Date.now();
    try {
      const response = await request(url, etag !== null ? { headers: { 'if-none-match': etag } } : {});
      if (response.status === 200) take((await response.json()) as Answer, response.headers.get('etag'), askedAt);
      else if (response.status !== 304) return fail(response.status);
      checkedAt.value = Date.now() + (aheadMs.value ?? 0);
      trouble.value = null;
      writeKept(kept, { answer: answer.value, etag, checkedAt: checkedAt.value });
      return true;
    } catch {
      trouble.value = 'offline';
      return false;
    } finally {
      tick.value = Date.now();
    }
  }

  function take(next: Answer, tag: string | null, askedAt: number): void {
    aheadMs.value = aheadBy(next.now, askedAt, Date.now());
    writeKept(AHEAD, aheadMs.value);
    etag = tag;
    answer.value = next;
    onAnswer(next);
  }

  function fail(status: number): boolean {
    trouble.value = status === 401 ? 'ended' : status === 403 ? 'forbidden' : status === 404 ? 'gone' : 'away';
    return false;
  }

  /** Asked at most once at a time. @returns whether the server answered */
  function refresh(): Promise<boolean> {
    asking ??= ask().finally(() => (asking = undefined));
    return asking;
  }
  /** What a question on its way may have missed. */
  async function refreshAnew(): Promise<boolean> {
    await asking;
    return refresh();
  }
  const refreshInFront = () => void (document.visibilityState === 'visible' && refresh());

  const polling = setInterval(refreshInFront, everyMs);
  const ticking = setInterval(() => (tick.value = Date.now()), 1000);
  onScopeDispose(() => {
    clearInterval(polling);
    clearInterval(ticking);
  });
  return { answer, checkedAt, isOld, trouble, now, refresh, refreshAnew, refreshInFront };
}
