import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Sentence } from '../../domain/words.ts';
import { ask, jsonQuestion } from './ask.ts';
import { channel, fieldWords } from './channel.ts';
import { characters, cut, jsonBytes } from './cut.ts';
import { IS_ENGLISH, KEYWORD, optionalText, pasted } from './fields.ts';
import { missingKeyword, textOf, titleOf } from './parcel-text.ts';
import { ACCEPTED, MINUTE_MS, permanent, retry, tooFast, unknownCode, type Verdict } from './verdicts.ts';

/** Whole bodies may have 20,000 bytes; the rest is for what is around the text. */
const MAX_BYTES = 18_000;
const MAX_TITLE = 60;
/** Who sends more than 20 in a minute is blocked for ten. */
const BLOCKED_MS = 10 * MINUTE_MS;

const settings = z.strictObject({
  accessToken: pasted(/[?&]access_token=([^&#\s]+)/, /^[\w-]{16,128}$/, 'the part after access_token= of the webhook address').meta(
    fieldWords(
      { zh: 'Webhook 地址或 access_token', en: 'Webhook address or access_token' },
      {
        zh: '群设置 → 机器人 → 添加自定义机器人 → 复制 Webhook，整条粘贴即可。',
        en: 'Group settings → robots → custom → copy the webhook.',
      },
    ),
  ),
  secret: optionalText(200).meta(
    fieldWords(
      { zh: '加签密钥', en: 'Secret of the signature' },
      {
        zh: '安全设置选“加签”时以 SEC 开头的一串；推荐使用。',
        en: 'Begins with SEC, where the robot wants signed messages (recommended).',
      },
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
 * Custom robot of a DingTalk group. Who is mentioned by phone number must also stand in the text.
 *
 * @see https://open.dingtalk.com/document/robots/custom-robot-access (20 messages a minute, then blocked for ten minutes)
 */
export const dingtalk = channel({
  channel: 'dingtalk',
  name: { zh: '钉钉群机器人', en: 'DingTalk group robot' },
  what: {
    zh: '发到钉钉群。在群里添加自定义机器人（安全设置选加签），把 Webhook 地址和密钥粘贴到这里。',
    en: 'To a DingTalk group: add a custom robot with signature and paste its webhook address and secret.',
  },
  isPersonal: false,
  settings,
  secrets: ['accessToken', 'secret'],
  hosts: ['oapi.dingtalk.com'],
  perMinute: 18,
  knowsRepeats: false,
  avoidsFullHours: false,
  create: ({ accessToken, secret, keyword, mentionAll }, roads) => ({
    send(parcel) {
      const url = new URL('https://oapi.dingtalk.com/robot/send');
      url.searchParams.set('access_token', accessToken);
      const timestamp = roads.now();
      if (secret !== '') url.searchParams.set('timestamp', String(timestamp));
      if (secret !== '') url.searchParams.set('sign', dingtalkSign(timestamp, secret));
      const mentioned = parcel.mentions.map((phone) => `@${phone}`).join(' ');
      const tail = [missingKeyword(parcel, keyword), mentioned, parcel.link && `[${parcel.link}](${parcel.link})`];
      // A single line break is none in markdown.
      const text = textOf(parcel, { max: MAX_BYTES, sizeOf: jsonBytes, newline: '\n\n', tail });
      const isAtAll = mentionAll && parcel.urgency === 'now';
      const body = {
        msgtype: 'markdown',
        markdown: { title: cut(titleOf(parcel), MAX_TITLE, characters), text },
        at: { atMobiles: parcel.mentions, atUserIds: [], isAtAll },
      };
      return ask({ roads, question: jsonQuestion(url, body), secrets: [accessToken, secret], read });
    },
  }),
});

/** @param timestamp epoch ms; valid for an hour */
export const dingtalkSign = (timestamp: number, secret: string) =>
  createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');

const answerSchema = z.object({ errcode: z.number().int(), errmsg: z.string().default('') });

function read(body: unknown): Verdict | undefined {
  const answer = answerSchema.safeParse(body);
  if (!answer.success) return undefined;
  const { errcode, errmsg } = answer.data;
  if (errcode === 310000) return permanent(mismatch(errmsg));
  return CODES.get(errcode) ?? unknownCode(errcode);
}

/** 310000 is three mistakes in one; only the words tell them apart. */
function mismatch(words: string): Sentence {
  if (/sign|签名|timestamp|时间戳/i.test(words))
    return {
      zh: '钉钉：加签不对。请重新复制 SEC 开头的密钥，并检查服务器时间。',
      en: 'DingTalk: the signature does not match. Copy the secret again and check the clock of the server.',
    };
  if (/keyword|关键词/i.test(words))
    return {
      zh: '钉钉：消息里没有机器人要求的关键词。请把关键词填到设置里，或改用加签。',
      en: 'DingTalk: the keyword is missing. Enter it in the settings, or use a signature instead.',
    };
  if (/\bip\b|whitelist|白名单/i.test(words))
    return {
      zh: '钉钉：本校出口 IP 不在机器人的 IP 地址段里。请在机器人安全设置中加入，或改用加签。',
      en: "DingTalk: our address is not among the robot's IP ranges. Add it there, or use a signature instead.",
    };
  return {
    zh: '钉钉：与机器人的安全设置（关键词、加签、IP）不符。请核对。',
    en: "DingTalk: it does not match the robot's safety settings (keyword, signature, IP). Compare them.",
  };
}

const CODES = new Map<number, Verdict>([
  [0, ACCEPTED],
  [-1, retry({ zh: '钉钉系统繁忙，稍后再试。', en: 'DingTalk is busy; it is tried again later.' }, MINUTE_MS)],
  [130101, tooFast(BLOCKED_MS)],
  [
    90030,
    permanent({
      zh: '钉钉：本组织的接口调用量已用完。请减少消息，或在钉钉管理后台提高额度。',
      en: "DingTalk: the organisation's quota of calls is used up. Send less, or raise it in DingTalk's console.",
    }),
  ],
  [
    300001,
    permanent({
      zh: '钉钉：access_token 不存在，机器人可能已被移除。请重新复制 Webhook 地址。',
      en: 'DingTalk: there is no such access_token; the robot may have been removed. Copy the webhook address again.',
    }),
  ],
]);
