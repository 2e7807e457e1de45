import type { PhoneInstant } from './server-clock.ts';

/** Where an answer goes: guard's answer, look into an unlisted room, electrician's answer. */
export const ANSWER_PATHS = { night: 'tonight/answers', spot: 'tonight/spot-checks', repair: 'work/answers' } as const;
export type AnswerKind = keyof typeof ANSWER_PATHS;

/** Something said on this phone that the server has not taken yet. */
export interface KeptAnswer extends PhoneInstant {
  /** UUID, made here: what is sent twice is one. */
  id: string;
  /** Ascending: the order in which it was said. */
  order: number;
  kind: AnswerKind;
  site: string;
  /** Id of the person who said it: never sent in another one's name. */
  by: string;
  /** Stop, room or alert. Answers about the same thing are sent in order; others need not wait for them. */
  about: string;
  /** Rooms of the stop; null: all, or not about rooms. */
  alerts: readonly string[] | null;
  word: string;
  reason: string | null;
  note: string;
  /** Not sent before (phone's clock): it can be taken back until then. */
  dueAt: number;
  photo: Blob | null;
  /** Once the photo is at the server. */
  photoId: string | null;
  /** The server will not take it: kept until the person has read why. */
  refusal: Refusal | null;
}
export interface Refusal {
  status: number;
  /** The server's own words. */
  detail: string;
  /** Only the photo was refused: the answer itself was taken. */
  isPhoto: boolean;
}

/** IndexedDB in the browser; shared by the page and its service worker. */
export interface OutboxStore {
  /** In order. */
  all(): Promise<KeptAnswer[]>;
  put(answer: KeptAnswer): Promise<void>;
  remove(id: string): Promise<void>;
}

/**
 * What became of one sending. `unreachable`: no signal, nothing else will get through either. `busy`: the server asks to wait.
 * `failed`: the server broke over this one, others may still go. `ended`: this phone's session is over.
 */
export type Sent =
  | { kind: 'taken' }
  | { kind: 'refused'; refusal: Refusal }
  | { kind: 'failed' }
  | { kind: 'unreachable' }
  | { kind: 'busy' }
  | { kind: 'ended' };

/** Answers and photos that are kept at most: a night has 12 stops, a phone little room. */
export const MOST_ANSWERS = 200;
export const MOST_PHOTOS = 20;

/**
 * Puts an answer behind the others.
 *
 * @returns false: there is no room left for it, or for one more photo
 */
export async function keepAnswer(store: OutboxStore, answer: Omit<KeptAnswer, 'order'>): Promise<boolean> {
  const kept = await store.all();
  const photos = kept.filter(({ photo }) => photo !== null).length;
  if (kept.length >= MOST_ANSWERS || (answer.photo !== null && photos >= MOST_PHOTOS)) return false;
  const last = kept.reduce((highest, { order }) => Math.max(highest, order), 0);
  await store.put({ ...answer, order: last + 1 });
  return true;
}

/** Older ones the server takes no more; whose they are does not come back to this phone. */
const OLD_MS = 7 * 86_400_000;

/** Forgets what nobody will ever send. @param now phone's clock */
export async function dropOld(store: OutboxStore, now: number): Promise<void> {
  for (const { id, saidAt } of await store.all()) if (saidAt < now - OLD_MS) await store.remove(id);
}

export interface Flushed {
  taken: KeptAnswer[];
  /** Why it stopped, or what is to be tried again; null: nothing is left that could be sent. */
  trouble: Exclude<Sent['kind'], 'taken' | 'refused'> | null;
}

/**
 * Sends what is due, in the order in which it was said. A refusal is written at its answer and holds up nothing; an answer that
 * the server breaks over holds up only later words about the same thing.
 *
 * @param by only answers of this person
 * @param now phone's clock
 */
export async function flush(store: OutboxStore, by: string, now: number, send: (answer: KeptAnswer) => Promise<Sent>): Promise<Flushed> {
  const result: Flushed = { taken: [], trouble: null };
  const held = new Set<string>();
  for (const answer of await store.all()) {
    if (answer.by !== by || answer.refusal !== null || held.has(answer.about)) continue;
    if (answer.dueAt > now) {
      held.add(answer.about);
      continue;
    }
    const sent = await send(answer);
    if (sent.kind === 'taken') {
      await store.remove(answer.id);
      result.taken.push(answer);
    } else if (sent.kind === 'refused') {
      if (sent.refusal.isPhoto) result.taken.push(answer);
      await store.put({ ...answer, photo: null, refusal: sent.refusal });
    } else {
      result.trouble = sent.kind;
      if (sent.kind !== 'failed') return result;
      held.add(answer.about);
    }
  }
  return result;
}
