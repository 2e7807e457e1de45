import { z } from 'zod';
import { ask, jsonQuestion } from './ask.ts';
import { channel, fieldWords } from './channel.ts';
import { IS_ENGLISH, pasted } from './fields.ts';
import { textOf } from './parcel-text.ts';
import { ACCEPTED, MINUTE_MS, permanent, retry, tooFast, unknownCode, type Verdict } from './verdicts.ts';

const MAX_BYTES = 2048;

const settings = z.strictObject({
  key: pasted(/[?&]key=([^&#\s]+)/, /^[\w-]{8,64}$/, 'the part after key= of the webhook address').meta(
    fieldWords(
      { zh: 'Webhook 地址或 key', en: 'Webhook address or key' },
      {
        zh: '群聊 → 群机器人 → 添加 → 复制 Webhook 地址，整条粘贴即可。',
        en: 'Group chat → group robot → add → copy the webhook address.',
      },
    ),
  ),
  mentionAll: z
    .boolean()
    .default(true)
    .meta(
      fieldWords(
        { zh: '紧急时 @所有人', en: '@all when urgent' },
        { zh: '只在任何时刻都要叫人的告警上使用。', en: 'Only for alerts that call people at any hour.' },
      ),
    ),
  isEnglish: IS_ENGLISH,
});

/**
 * Robot of a WeCom group. As `text`: markdown cannot mention anybody. HTTP is 200 even when it refuses.
 *
 * @see https://developer.work.weixin.qq.com/document/path/91770 (20 messages a minute; 2048 bytes of UTF-8)
 */
export const wecom = channel({
  channel: 'wecom',
  name: { zh: '企业微信群机器人', en: 'WeCom group robot' },
  what: {
    zh: '发到企业微信群。在群里添加群机器人，把它的 Webhook 地址粘贴到这里。',
    en: 'To a WeCom group: add a group robot there and paste its webhook address.',
  },
  isPersonal: false,
  settings,
  secrets: ['key'],
  hosts: ['qyapi.weixin.qq.com'],
  perMinute: 18,
  knowsRepeats: false,
  avoidsFullHours: false,
  create: ({ key, mentionAll }, roads) => ({
    send(parcel) {
      const url = new URL('https://qyapi.weixin.qq.com/cgi-bin/webhook/send');
      url.searchParams.set('key', key);
      const everybody = mentionAll && parcel.urgency === 'now' ? ['@all'] : [];
      const content = textOf(parcel, { max: MAX_BYTES, tail: [parcel.link] });
      const text = { content, mentioned_list: everybody, mentioned_mobile_list: parcel.mentions };
      return ask({ roads, question: jsonQuestion(url, { msgtype: 'text', text }), secrets: [key], read });
    },
  }),
});

const answerSchema = z.object({ errcode: z.number().int() });

function read(body: unknown): Verdict | undefined {
  const answer = answerSchema.safeParse(body);
  return answer.success ? (CODES.get(answer.data.errcode) ?? unknownCode(answer.data.errcode)) : undefined;
}

const CODES = new Map<number, Verdict>([
  [0, ACCEPTED],
  [-1, retry({ zh: '企业微信系统繁忙，稍后再试。', en: 'WeCom is busy; it is tried again later.' }, MINUTE_MS)],
  [45009, tooFast(MINUTE_MS)],
  [
    93000,
    permanent({
      zh: 'Webhook 地址无效：key 不对，或机器人已被移出群。请在群里重新复制 Webhook 地址。',
      en: 'The webhook address is not valid: the key is wrong, or the robot was removed from the group. Copy the address again.',
    }),
  ],
  [40058, permanent({ zh: '消息不合要求（多半是太长），被企业微信拒收。', en: 'WeCom refuses the message, most likely as too long.' })],
]);
