import { z } from 'zod';
import type { Urgency } from '../../domain/urgency.ts';
import { ask, jsonQuestion } from './ask.ts';
import { channel, fieldWords } from './channel.ts';
import { cut } from './cut.ts';
import { IS_ENGLISH, below, optionalText, serverUrl } from './fields.ts';
import { textOf, titleOf } from './parcel-text.ts';
import type { HttpAnswer } from './roads.ts';
import { ACCEPTED, DAY_IS_FULL, permanent, type Verdict } from './verdicts.ts';

/** Longer texts become an attachment. */
const MAX_BYTES = 4000;
const MAX_TITLE_BYTES = 1000;

const settings = z.strictObject({
  server: serverUrl()
    .default('https://ntfy.sh')
    .meta(
      fieldWords(
        { zh: '服务器', en: 'Server' },
        {
          zh: '最好在校内自建；内网地址要先写进设置文件 messages.privateHosts。',
          en: 'Best your own; one inside the network must stand in messages.privateHosts.',
        },
      ),
    ),
  topic: z
    .string()
    .trim()
    .regex(/^[\w-]{1,64}$/, 'allowed: 1 to 64 letters, digits, _ and -')
    .meta(
      fieldWords(
        { zh: '主题', en: 'Topic' },
        {
          zh: '主题名等于密码，起一个猜不到的长名字；手机 App 里订阅同一个名字。',
          en: 'It is as good as a password: choose a long one, and subscribe to it on the phone.',
        },
      ),
    ),
  token: optionalText(100).meta(
    fieldWords(
      { zh: '访问令牌', en: 'Access token' },
      { zh: '服务器要求登录时填，以 tk_ 开头。', en: 'Where the server asks for one; begins with tk_.' },
    ),
  ),
  isEnglish: IS_ENGLISH,
});

/** ntfy, of one's own or ntfy.sh. @see https://docs.ntfy.sh/publish/#publish-as-json */
export const ntfy = channel({
  channel: 'ntfy',
  name: { zh: 'ntfy 推送', en: 'ntfy' },
  what: {
    zh: '发到装了 ntfy 的手机，可在校内自建服务器，不依赖外网。',
    en: 'To phones with ntfy; the server can be your own, inside the school.',
  },
  isPersonal: true,
  settings,
  secrets: ['topic', 'token'],
  hosts: ['ntfy.sh'],
  // 60 at once, then one each 5 seconds.
  perMinute: 12,
  knowsRepeats: false,
  avoidsFullHours: false,
  create: ({ server, topic, token }, roads) => ({
    send(parcel) {
      const body = {
        topic,
        title: cut(titleOf(parcel), MAX_TITLE_BYTES),
        message: textOf(parcel, { max: MAX_BYTES, withTitle: false }) || titleOf(parcel),
        priority: PRIORITY[parcel.urgency],
        tags: parcel.urgency === 'now' ? ['rotating_light'] : [],
        ...(parcel.link === null ? {} : { click: parcel.link }),
      };
      const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
      return ask({ roads, question: jsonQuestion(below(server, ''), body, headers), secrets: [topic, token], read });
    },
  }),
});

/** 5: keeps ringing; 4: rings long; 3: as usual; 2: without a sound. */
const PRIORITY: Readonly<Record<Urgency, number>> = { now: 5, tonight: 4, today: 3, digest: 2 };

const takenSchema = z.object({ id: z.string().min(1) });
const refusedSchema = z.object({ code: z.number().int(), error: z.string().default('') });

function read(body: unknown, { status }: HttpAnswer): Verdict | undefined {
  if (status === 200 && takenSchema.safeParse(body).success) return ACCEPTED;
  const refusal = refusedSchema.safeParse(body);
  return refusal.success ? CODES.get(refusal.data.code) : undefined;
}

const NO_RIGHT = permanent({
  zh: 'ntfy：令牌不对，或没有向这个主题发消息的权限。',
  en: 'ntfy: the token is wrong, or may not publish to this topic.',
});
/** Others go by their status: 429 later, 5xx later, 4xx for a person. */
const CODES = new Map<number, Verdict>([
  [40101, NO_RIGHT],
  [40301, NO_RIGHT],
  [40009, permanent({ zh: 'ntfy：主题名不合要求。', en: 'ntfy: the server does not allow this name of a topic.' })],
  [40010, permanent({ zh: 'ntfy：主题名不合要求。', en: 'ntfy: the server does not allow this name of a topic.' })],
  [42908, DAY_IS_FULL],
]);
