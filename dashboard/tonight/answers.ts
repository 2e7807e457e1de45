import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { openOutbox } from './indexed-outbox.ts';
import { aheadMs } from './live-page.ts';
import { newId, oneAtATime, post } from './network.ts';
import { dropOld, flush, type Flushed, type KeptAnswer, keepAnswer, type OutboxStore } from './outbox.ts';
import { sendAnswer } from './send-answer.ts';
import { askForSync } from './shell.ts';

/** So long an answer can be taken back before it is sent. */
export const UNDO_MS = 5_000;
const AGAIN_MS = 15_000;

export type NewAnswer = Pick<KeptAnswer, 'kind' | 'about' | 'word'> & Partial<Pick<KeptAnswer, 'alerts' | 'reason' | 'note' | 'photo'>>;

/**
 * What was said on this phone and is not at the server yet. Written down at once, sent when it can no longer be taken back.
 *
 * @param by id of the person
 * @param onTaken called after the server took some: what the page shows is asked again
 */
export function useAnswers(site: string, by: string, onTaken: () => Promise<unknown>) {
  const kept = shallowRef<readonly KeptAnswer[]>([]);
  /** Taken by the server, not yet in what the page shows. */
  const taken = shallowRef<readonly KeptAnswer[]>([]);
  const trouble = ref<Flushed['trouble']>(null);
  /** What the phone had no room for. */
  const notKept = ref<'answer' | 'photo' | null>(null);
  const store = openOutbox();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const reload = async () => (kept.value = (await (await store).all()).filter((answer) => answer.by === by && answer.site === site));

  async function say({ kind, about, word, alerts = null, reason = null, note = '', photo = null }: NewAnswer): Promise<void> {
    const saidAt = Date.now();
    const answer = { id: newId(), kind, site, by, about, alerts, word, reason, note, photo, photoId: null, refusal: null };
    const full = { ...answer, saidAt, aheadMs: aheadMs.value, dueAt: saidAt + UNDO_MS };
    const outbox = await store;
    // The word is worth more than its picture.
    if (await keepAnswer(outbox, full)) notKept.value = null;
    else notKept.value = photo !== null && (await keepAnswer(outbox, { ...full, photo: null })) ? 'photo' : 'answer';
    await reload();
    sendIn(UNDO_MS);
    askForSync();
  }

  async function remove(id: string): Promise<void> {
    await (await store).remove(id);
    await reload();
  }

  function sendIn(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void sendNow(), ms);
  }

  async function sendNow(): Promise<void> {
    const outbox = await store;
    const result = await oneAtATime(() => flush(outbox, by, Date.now(), (answer) => send(outbox, answer)));
    trouble.value = result.trouble;
    taken.value = [...taken.value, ...result.taken];
    await reload();
    if (result.taken.length > 0 && (await onTaken())) taken.value = [];
    const waiting = kept.value.filter(({ refusal }) => refusal === null);
    if (waiting.length > 0) sendIn(Math.max(AGAIN_AT_LEAST_MS, result.trouble ? AGAIN_MS : earliest(waiting) - Date.now()));
  }

  onScopeDispose(() => clearTimeout(timer));
  const begin = async () =>
    dropOld(await store, Date.now())
      .then(reload)
      .then(sendNow);
  void begin();
  const waiting = computed(() => kept.value.filter(({ refusal }) => refusal === null));
  return { kept, waiting, taken, trouble, notKept, say, remove, sendNow };
}

const AGAIN_AT_LEAST_MS = 300;
const earliest = (answers: readonly KeptAnswer[]) => Math.min(...answers.map(({ dueAt }) => dueAt));
const send = (store: OutboxStore, answer: KeptAnswer) =>
  sendAnswer(answer, { post, aheadMs: aheadMs.value ?? 0, now: Date.now, keep: (changed) => store.put(changed) });
