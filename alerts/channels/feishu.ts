import { createHmac, randomInt } from 'node:crypto';
import { z } from 'zod';
import { ask, jsonQuestion } from './ask.ts';
import { channel, fieldWords } from './channel.ts';
import { jsonBytes } from './cut.ts';
import { IS_ENGLISH, KEYWORD, optionalText, pasted } from './fields.ts';
import { missingKeyword, textOf } from './parcel-text.ts';
import type { HttpAnswer } from './roads.ts';
import { ACCEPTED, MINUTE_MS, permanent, tooFast, unknownCode, type Verdict } from './verdicts.ts';

/** Whole bodies may have 20 kB; the rest is for what is around the text. */
const MAX_BYTES = 18_000;

const settings = z.strictObject({
  hook: pasted(/\/hook\/([\w-]+)/, /^[\w-]{8,64}$/, 'the part after /hook/ of the webhook address').meta(
    fieldWords(
      { zh: 'Webhook 地址', en: 'Webhook address' },
      {
        zh: '群设置 → 群机器人 → 添加自定义机器人 → 复制 webhook 地址，整条粘贴即可。',
        en: 'Group settings → robots → custom robot → copy the webhook address.',
      },
    ),
  ),
  secret: optionalText(200).meta(
    fieldWords(
      { zh: '签名校验密钥', en: 'Secret of the signature' },
      { zh: '安全设置勾选“签名校验”时显示的密钥；推荐使用。', en: 'Shown where the robot checks signatures (recommended).' },
    ),
  ),
  keyword: KEYWORD,
  mentionAll: z
    .boolean()
    .default(true)
    .meta(fieldWords({ zh: '紧急时 @所有人', en: '@all when urgent' })),
  isEnglish: IS_ENGLISH,
});

/**
 * Custom robot of a Feishu group. It cannot mention by phone number. At full and half hours the whole service is short of
 * breath and answers 11232.
 *
 * @see https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot (100 a minute and 5 a second; body of 20 kB)
 */
export const feishu = channel({
  channel: 'feishu',
  name: { zh: '飞书群机器人', en: 'Feishu group robot' },
  what: {
    zh: '发到飞书群。在群里添加自定义机器人（勾选签名校验），把 webhook 地址和密钥粘贴到这里。',
    en: 'To a Feishu group: add a custom robot with signature and paste its webhook address and secret.',
  },
  isPersonal: false,
  settings,
  secrets: ['hook', 'secret'],
  hosts: ['open.feishu.cn'],
  perMinute: 60,
  knowsRepeats: false,
  avoidsFullHours: true,
  create: ({ hook, secret, keyword, mentionAll }, roads) => ({
    send(parcel) {
      const url = new URL(`https://open.feishu.cn/open-apis/bot/v2/hook/${hook}`);
      const timestampS = Math.floor(roads.now() / 1000);
      const everybody = mentionAll && parcel.urgency === 'now' ? '<at user_id="all">所有人</at>' : '';
      const tail = [missingKeyword(parcel, keyword), parcel.link, everybody];
      const text = textOf(harmless(parcel), { max: MAX_BYTES, sizeOf: jsonBytes, tail });
      const signed = secret === '' ? {} : { timestamp: String(timestampS), sign: feishuSign(timestampS, secret) };
      return ask({
        roads,
        question: jsonQuestion(url, { ...signed, msg_type: 'text', content: { text } }),
        secrets: [hook, secret],
        read,
      });
    },
  }),
});

/** Key and message the other way round than DingTalk: the text that is signed is empty. @param timestampS epoch seconds */
export const feishuSign = (timestampS: number, secret: string) =>
  createHmac('sha256', `${timestampS}\n${secret}`).update('').digest('base64');

/** A name of a room must not mention a group. */
const harmless = <P extends { title: string; lines: readonly string[] }>(parcel: P): P => ({
  ...parcel,
  title: parcel.title.replaceAll('<at', '＜at'),
  lines: parcel.lines.map((line) => line.replaceAll('<at', '＜at')),
});

/** Older robots answer with `StatusCode` alone. */
const answerSchema = z.union([
  z.object({ code: z.number().int(), msg: z.string().default('') }),
  z.object({ StatusCode: z.literal(0) }).transform(() => ({ code: 0, msg: '' })),
]);

function read(body: unknown, { headers }: HttpAnswer): Verdict | undefined {
  const answer = answerSchema.safeParse(body);
  if (!answer.success) return undefined;
  const { code, msg } = answer.data;
  // 9499 is a bad body, or the limit in other words.
  if (code === 11232 || code === 99991400 || (code === 9499 && /frequency|too many/i.test(msg))) return tooFast(waitMs(headers));
  return CODES.get(code) ?? unknownCode(code);
}

/** As the service asks; else soon, but not all at once again. */
function waitMs(headers: HttpAnswer['headers']): number {
  const seconds = Number(headers['x-ogw-ratelimit-reset'] ?? Number.NaN);
  return seconds > 0 && seconds < 600 ? seconds * 1000 : randomInt(5000, MINUTE_MS / 2);
}

const CODES = new Map<number, Verdict>([
  [0, ACCEPTED],
  [9499, permanent({ zh: '飞书：消息格式不合要求（多半是太长），被拒收。', en: 'Feishu refuses the message, most likely as too long.' })],
  [
    19001,
    permanent({
      zh: '飞书：webhook 地址无效，机器人可能已被移除。请重新复制 webhook 地址。',
      en: 'Feishu: the webhook address is not valid; the robot may have been removed. Copy the address again.',
    }),
  ],
  [
    19021,
    permanent({
      zh: '飞书：签名校验不通过。请重新复制密钥，并检查服务器时间（相差不能超过 1 小时）。',
      en: 'Feishu: the signature does not match. Copy the secret again and check the clock of the server (within an hour).',
    }),
  ],
  [
    19022,
    permanent({
      zh: '飞书：本校出口 IP 不在机器人的 IP 白名单里。请加入白名单，或改用签名校验。',
      en: "Feishu: our address is not on the robot's IP list. Add it, or use a signature instead.",
    }),
  ],
  [
    19024,
    permanent({
      zh: '飞书：消息里没有机器人要求的关键词。请把关键词填到设置里，或改用签名校验。',
      en: 'Feishu: the keyword is missing. Enter it in the settings, or use a signature instead.',
    }),
  ],
]);
