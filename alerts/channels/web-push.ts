import { createHash } from 'node:crypto';
import webPushLibrary from 'web-push';
import { z } from 'zod';
import type { Urgency } from '../../domain/urgency.ts';
import { ask } from './ask.ts';
import { channel, fieldWords, type Outcome, type Parcel } from './channel.ts';
import { IS_ENGLISH } from './fields.ts';
import { cut, jsonBytes } from './cut.ts';
import { textOf, titleOf } from './parcel-text.ts';
import type { HttpAnswer, HttpQuestion } from './roads.ts';
import { ACCEPTED, permanent, type Verdict } from './verdicts.ts';

/** Services promise to carry 4096 bytes, encryption included. */
const MAX_TITLE_BYTES = 300;
const MAX_TEXT_BYTES = 2400;
const HOUR_S = 3600;

const base64Url = /^[\w-]+=*$/;
const settings = z.strictObject({
  endpoint: z
    .url({ protocol: /^https$/, error: 'allowed: https://…' })
    .max(1000)
    .meta(
      fieldWords(
        { zh: '推送地址', en: 'Endpoint' },
        { zh: '由浏览器给出，在手机上打开“消息”页面即可登记。', en: 'Given by the browser: open the page of messages on the phone.' },
      ),
    ),
  p256dh: z
    .string()
    .regex(base64Url)
    .max(200)
    .meta(fieldWords({ zh: '浏览器公钥', en: "Browser's key" })),
  auth: z
    .string()
    .regex(base64Url)
    .max(100)
    .meta(fieldWords({ zh: '浏览器认证码', en: "Browser's secret" })),
  isEnglish: IS_ENGLISH,
});

/**
 * Web push (RFC 8030, 8291, VAPID of RFC 8292). Never the only road: Chrome and Edge on Android need Google's service, which
 * cannot be reached from China.
 */
export const webPush = channel({
  channel: 'web-push',
  name: { zh: '浏览器推送', en: 'Web push' },
  what: {
    zh: '推到登记过的浏览器。国内安卓手机多半收不到，只能做附加，不能当唯一方式。',
    en: 'To a browser that has subscribed. Most Android phones in China cannot receive it: an extra, never the only road.',
  },
  isPersonal: true,
  settings,
  secrets: ['endpoint', 'p256dh', 'auth'],
  hosts: ['fcm.googleapis.com', 'updates.push.services.mozilla.com', '*.push.apple.com', '*.notify.windows.com'],
  perMinute: 30,
  knowsRepeats: true,
  avoidsFullHours: false,
  create: ({ endpoint, p256dh, auth }, roads) => ({
    send(parcel): Promise<Outcome> {
      const vapidDetails = roads.vapid();
      if (!vapidDetails) return Promise.resolve({ kind: 'permanent', why: NOT_SET_UP, answer: '' });
      const question = questionOf({ endpoint, keys: { p256dh, auth } }, parcel, vapidDetails);
      if (!question) return Promise.resolve({ kind: 'permanent', why: BAD_SUBSCRIPTION, answer: '' });
      return ask({ roads, question, secrets: [endpoint, new URL(endpoint).pathname.slice(1), p256dh, auth], read });
    },
  }),
});

/** Encrypted for this browser and signed by us; undefined when its keys are none. */
function questionOf(
  subscription: webPushLibrary.PushSubscription,
  parcel: Parcel,
  vapidDetails: { subject: string; publicKey: string; privateKey: string },
): HttpQuestion | undefined {
  const { urgency } = parcel;
  // A message that waits for a phone is replaced by its repetition.
  const topic = createHash('sha256').update(parcel.id).digest('base64url').slice(0, 32);
  const options = { vapidDetails, topic, urgency: URGENCY[urgency], TTL: LIFE_S[urgency] };
  try {
    const details = webPushLibrary.generateRequestDetails(subscription, payloadOf(parcel), options);
    // TTL is a number, whatever its type says.
    const given: Record<string, string | number> = details.headers;
    const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
    return { method: 'POST', url: new URL(details.endpoint), headers, body: details.body };
  } catch {
    return undefined;
  }
}

/** What the service worker shows. */
function payloadOf(parcel: Parcel): string {
  const title = cut(titleOf(parcel), MAX_TITLE_BYTES, jsonBytes);
  const body = textOf(parcel, { max: MAX_TEXT_BYTES, sizeOf: jsonBytes, withTitle: false });
  return JSON.stringify({ id: parcel.id, title, body, url: parcel.link, urgency: parcel.urgency });
}

const URGENCY = { now: 'high', tonight: 'high', today: 'normal', digest: 'low' } as const satisfies Record<Urgency, string>;
/** A phone that was off for longer does not hear of it any more, seconds. */
const LIFE_S: Readonly<Record<Urgency, number>> = { now: HOUR_S, tonight: 4 * HOUR_S, today: 12 * HOUR_S, digest: 24 * HOUR_S };

function read(_: unknown, { status, body: text }: HttpAnswer): Verdict | undefined {
  if (status === 201 || status === 200 || status === 202) return ACCEPTED;
  if (status === 404 || status === 410 || /VapidPkHashMismatch/.test(text)) return permanent(GONE);
  if (status === 400 || status === 401 || status === 403) return permanent(REFUSED);
  return undefined;
}

const NOT_SET_UP = {
  zh: '本服务器还没有浏览器推送的密钥。请管理员重启服务后再试。',
  en: 'This server has no keys for web push yet. Restart it and try again.',
};
const BAD_SUBSCRIPTION = {
  zh: '浏览器给的推送密钥不对。请在该设备上重新登记。',
  en: "The browser's keys are not valid. Subscribe again on that device.",
};
const GONE = {
  zh: '这个浏览器的推送登记已失效（卸载、关闭通知或换了密钥）。请在该设备上重新登记。',
  en: 'The subscription of this browser has ended (removed, notifications off, or other keys). Subscribe again on that device.',
};
const REFUSED = {
  zh: '推送服务不接受本服务器的签名。请检查服务器时间，并在该设备上重新登记。',
  en: "The push service does not accept this server's signature. Check its clock, and subscribe again on that device.",
};
