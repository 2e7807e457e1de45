import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { ask, jsonQuestion } from './ask.ts';
import { channel, fieldWords } from './channel.ts';
import { IS_ENGLISH } from './fields.ts';
import { titleOf } from './parcel-text.ts';
import type { HttpAnswer } from './roads.ts';
import { ACCEPTED, permanent, type Verdict } from './verdicts.ts';

const settings = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'allowed: https://host/path' })
    .max(1000)
    .refine((text) => !/\/\/[^/]*@/.test(text), 'allowed: an address without user and password')
    .meta(
      fieldWords(
        { zh: '网址', en: 'Address' },
        {
          zh: '主机要先写进设置文件 messages.hosts（公网）或 messages.privateHosts（内网）。',
          en: 'Its host must stand in messages.hosts or, inside the network, messages.privateHosts.',
        },
      ),
    ),
  secret: z
    .string()
    .trim()
    .min(16, 'allowed: at least 16 characters')
    .max(200)
    .meta(
      fieldWords(
        { zh: '签名密钥', en: 'Secret' },
        {
          zh: '至少 16 个字符，对方用它核对消息确实来自本系统。',
          en: 'At least 16 characters; the other side checks by it that we sent the message.',
        },
      ),
    ),
  isEnglish: IS_ENGLISH,
});

/**
 * JSON to a program of the school's own. `X-Greenleaf-Signature: sha256=<hex>` is HMAC-SHA256 under the secret over
 * `<X-Greenleaf-Timestamp>.<body>`, the time in seconds; `Idempotency-Key` is the same for each attempt. Taken is what is
 * answered with 2xx, unless the body is JSON with `"ok": false`.
 */
export const webhook = channel({
  channel: 'webhook',
  name: { zh: 'Webhook（自有系统）', en: 'Webhook' },
  what: {
    zh: '把消息以 JSON 推给学校自己的系统，带签名，可防重复。',
    en: "JSON to the school's own program, signed, with a key against repetitions.",
  },
  isPersonal: false,
  settings,
  secrets: ['secret'],
  hosts: [],
  perMinute: 60,
  knowsRepeats: true,
  avoidsFullHours: false,
  create: ({ url, secret }, roads) => ({
    send(parcel) {
      const { id, lines, urgency, link, isRepeat, facts } = parcel;
      const question = jsonQuestion(new URL(url), { id, title: titleOf(parcel), lines, urgency, link, isRepeat, facts });
      const timestampS = Math.floor(roads.now() / 1000);
      const headers = {
        ...question.headers,
        'idempotency-key': id,
        'x-greenleaf-timestamp': String(timestampS),
        'x-greenleaf-signature': webhookSign(timestampS, String(question.body), secret),
      };
      return ask({ roads, question: { ...question, headers }, secrets: [secret, ...secretsIn(url)], read });
    },
  }),
});

export const webhookSign = (timestampS: number, body: string, secret: string) =>
  `sha256=${createHmac('sha256', secret).update(`${timestampS}.${body}`).digest('hex')}`;

/** Many such addresses are secrets themselves. */
function secretsIn(address: string): string[] {
  const { pathname, searchParams } = new URL(address);
  return [...pathname.split('/').filter((part) => part.length >= 16), ...searchParams.values()];
}

const refusedSchema = z.object({ ok: z.literal(false) });

function read(body: unknown, { status }: HttpAnswer): Verdict | undefined {
  if (status < 200 || status >= 300) return undefined;
  return refusedSchema.safeParse(body).success ? REFUSED : ACCEPTED;
}

const REFUSED = permanent({
  zh: '对方系统收到后拒绝了这条消息。请看它的原话。',
  en: 'The other program refuses this message. See its own words.',
});
