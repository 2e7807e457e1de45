import { z } from 'zod';
import { ask, jsonQuestion } from './ask.ts';
import { channel, fieldWords } from './channel.ts';
import { characters, cut } from './cut.ts';
import { IS_ENGLISH, pasted } from './fields.ts';
import { textOf, titleOf } from './parcel-text.ts';
import { ACCEPTED, DAY_IS_FULL, permanent, unknownCode, type Verdict } from './verdicts.ts';

/** Characters of a title, bytes of a text. */
const MAX_TITLE = 32;
const MAX_BYTES = 32 * 1024;

const settings = z.strictObject({
  key: pasted(/(SCT\w+|sctp\d+t\w+)/, /^(SCT\w{8,100}|sctp\d{1,12}t\w{8,100})$/, 'SCT… or sctp…').meta(
    fieldWords(
      { zh: 'SendKey', en: 'SendKey' },
      {
        zh: '用微信登录 sct.ftqq.com（推到微信）或 sc3.ft07.com（推到 App），复制 SendKey。',
        en: 'From sct.ftqq.com (WeChat) or sc3.ft07.com (app).',
      },
    ),
  ),
  isEnglish: IS_ENGLISH,
});

/** ServerChan: the two editions differ in host, and the key says which. Refuses with HTTP 400 and a code in the body. */
export const serverchan = channel({
  channel: 'serverchan',
  name: { zh: 'Server酱（个人微信）', en: 'ServerChan (WeChat)' },
  what: {
    zh: '发到个人微信，免费版一天只有几条，适合做备用。登录 sct.ftqq.com 取得 SendKey。',
    en: "To somebody's own WeChat; a few messages a day are free, so it is a spare road. SendKey from sct.ftqq.com.",
  },
  isPersonal: true,
  settings,
  secrets: ['key'],
  hosts: ['sctapi.ftqq.com', '*.push.ft07.com'],
  perMinute: 5,
  knowsRepeats: false,
  avoidsFullHours: false,
  create: ({ key }, roads) => ({
    send(parcel) {
      const desp = textOf(parcel, { max: MAX_BYTES, newline: '\n\n', tail: [parcel.link], withTitle: false });
      const body = { title: cut(titleOf(parcel), MAX_TITLE, characters), desp };
      return ask({ roads, question: jsonQuestion(addressOf(key), body), secrets: [key], read });
    },
  }),
});

function addressOf(key: string): URL {
  const [, uid] = /^sctp(\d+)t/.exec(key) ?? [];
  return new URL(uid === undefined ? `https://sctapi.ftqq.com/${key}.send` : `https://${uid}.push.ft07.com/send/${key}.send`);
}

const answerSchema = z.object({ code: z.number().int(), message: z.string().default('') });

/** A wrong key and a full day have the same code; only the words tell them apart. */
function read(body: unknown): Verdict | undefined {
  const answer = answerSchema.safeParse(body);
  if (!answer.success) return undefined;
  const { code, message } = answer.data;
  if (code === 0) return ACCEPTED;
  if (/次数限制/.test(message)) return DAY_IS_FULL;
  if (code === 40001) return WRONG_KEY;
  return unknownCode(code);
}

const WRONG_KEY = permanent({ zh: 'Server酱：SendKey 不对。请重新复制。', en: 'ServerChan: the SendKey is wrong. Copy it again.' });
