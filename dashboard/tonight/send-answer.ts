import { ANSWER_PATHS, type KeptAnswer, type Refusal, type Sent } from './outbox.ts';
import { trueTime } from './server-clock.ts';

const ANSWER_MS = 20_000;
const PHOTO_MS = 90_000;

export interface Post {
  /** Rejects when there is no answer at all. */
  (url: string, body: string | Blob, type: string, timeoutMs: number): Promise<Response>;
}

/**
 * One answer over HTTP: its photo first, if it has one, then the word itself. A photo that is refused does not cost the word.
 *
 * @param aheadMs how far the server's clock is ahead of the phone's
 * @param keep called with the answer once its photo is there, so that it is not carried twice
 */
export async function sendAnswer(
  answer: KeptAnswer,
  { post, aheadMs, now, keep }: { post: Post; aheadMs: number; now: () => number; keep: (answer: KeptAnswer) => Promise<void> },
): Promise<Sent> {
  const site = `/api/sites/${encodeURIComponent(answer.site)}`;
  let { photoId } = answer;
  let photoRefusal: Refusal | null = null;
  try {
    if (answer.photo && photoId === null) {
      const response = await post(`${site}/photos`, answer.photo, answer.photo.type, PHOTO_MS);
      const sent = await outcome(response);
      if (sent.kind === 'refused') photoRefusal = { ...sent.refusal, isPhoto: true };
      else if (sent.kind !== 'taken') return sent;
      else {
        photoId = ((await response.json()) as { id: string }).id;
        await keep({ ...answer, photoId });
      }
    }
    const body = bodyOf(answer, trueTime(answer, aheadMs, now()), photoId);
    const sent = await outcome(await post(`${site}/${ANSWER_PATHS[answer.kind]}`, JSON.stringify(body), 'application/json', ANSWER_MS));
    return sent.kind === 'taken' && photoRefusal ? { kind: 'refused', refusal: photoRefusal } : sent;
  } catch {
    return { kind: 'unreachable' };
  }
}

/** As api/schemas/tonight.ts and work.ts have it; they are strict. */
function bodyOf({ id, kind, about, alerts, word, reason, note }: KeptAnswer, at: number, photo: string | null): Record<string, unknown> {
  if (kind === 'spot') return { space: about, result: word, at };
  if (kind === 'repair') return { id, alert: about, word, at, note, photo };
  return { id, stop: about, ...(alerts ? { alerts } : {}), word, reason, at, photo };
}

async function outcome(response: Response): Promise<Sent> {
  if (response.ok) return { kind: 'taken' };
  const { status } = response;
  if (status === 401) return { kind: 'ended' };
  if (status === 429 || status === 503) return { kind: 'busy' };
  if (status >= 500 || status === 408) return { kind: 'failed' };
  return { kind: 'refused', refusal: { status, detail: await detailOf(response), isPhoto: false } };
}

async function detailOf(response: Response): Promise<string> {
  try {
    const { detail } = (await response.json()) as { detail?: unknown };
    return typeof detail === 'string' ? detail : '';
  } catch {
    return '';
  }
}
