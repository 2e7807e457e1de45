import type { Sentence } from '../../domain/words.ts';
import type { HttpAnswer } from './roads.ts';

/** What the other side's words mean, before these are put beside it. */
export type Verdict =
  | { kind: 'accepted' }
  | { kind: 'retry'; why: Sentence; afterMs?: number | undefined }
  | { kind: 'permanent'; why: Sentence };

export const ACCEPTED: Verdict = { kind: 'accepted' };
export const retry = (why: Sentence, afterMs?: number): Verdict => ({ kind: 'retry', why, afterMs });
export const permanent = (why: Sentence): Verdict => ({ kind: 'permanent', why });

export const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A code that we have no words for: it may pass, so it is tried again, slowly. */
export const unknownCode = (code: number | string): Verdict =>
  retry(
    { zh: `对方返回未知代码 ${code}，稍后再试。`, en: `The other side answers with an unknown code ${code}; it is tried again later.` },
    MINUTE_MS,
  );

export const tooFast = (afterMs: number): Verdict =>
  retry({ zh: '发送太快，被对方限流，稍后再试。', en: 'Sent too fast: the other side limits it; it is tried again later.' }, afterMs);

export const DAY_IS_FULL = permanent({
  zh: '今天的发送条数已用完。请减少发到这里的消息，或提高对方的额度。',
  en: "Today's number of messages is used up. Send less here, or raise the limit with the vendor.",
});

/** What the status of HTTP alone says, where the body says nothing that we know. */
export function byStatus({ status, headers }: Pick<HttpAnswer, 'status' | 'headers'>, now: number): Verdict {
  if (status >= 300 && status < 400) return REDIRECTED;
  if (status === 429) return tooFast(retryAfterMs(headers, now) ?? MINUTE_MS);
  if (status >= 500 || status === 408 || status === 425) return retry(troubleWords(status), retryAfterMs(headers, now));
  if (status >= 200 && status < 300) return UNCLEAR;
  return permanent(REFUSED[status] ?? refusedWords(status));
}

const REDIRECTED = permanent({
  zh: '对方要求转到另一个地址，本系统不跟随转址。请填写最终的地址。',
  en: 'The other side redirects elsewhere, which is not followed. Enter the final address.',
});

const UNCLEAR = retry({
  zh: '对方的回答看不懂（可能是上网登录页），稍后再试。',
  en: 'The answer makes no sense (perhaps a log-in page of the network); it is tried again later.',
});

const troubleWords = (status: number): Sentence => ({
  zh: `对方服务器出错（HTTP ${status}），稍后再试。`,
  en: `The server on the other side is in trouble (HTTP ${status}); it is tried again later.`,
});

const WRONG_KEY: Sentence = {
  zh: '密钥不对或没有权限。请重新复制密钥。',
  en: 'The key is wrong or lacks the right. Copy it again.',
};
const REFUSED: Readonly<Record<number, Sentence>> = {
  401: WRONG_KEY,
  403: WRONG_KEY,
  404: { zh: '对方没有这个地址。请检查网址和密钥。', en: 'There is no such address on the other side. Check address and key.' },
  410: { zh: '这个地址已被对方停用。请重新设置。', en: 'The other side has given up this address. Set it up again.' },
  413: { zh: '消息太长，被对方拒收。', en: 'The message is too long for the other side.' },
};
const refusedWords = (status: number): Sentence => ({
  zh: `对方拒收（HTTP ${status}）。请检查设置。`,
  en: `The other side refuses (HTTP ${status}). Check the settings.`,
});

/** `Retry-After` in seconds or as a date, at most an hour. */
function retryAfterMs(headers: HttpAnswer['headers'], now: number): number | undefined {
  const text = headers['retry-after'];
  if (text === undefined) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.min(HOUR_MS, Math.max(1000, ms)) : undefined;
}
