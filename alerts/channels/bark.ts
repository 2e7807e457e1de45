import { z } from 'zod';
import type { Urgency } from '../../domain/urgency.ts';
import { ask, jsonQuestion } from './ask.ts';
import { channel, fieldWords } from './channel.ts';
import { cut, jsonBytes } from './cut.ts';
import { IS_ENGLISH, below, optionalText, pasted, serverUrl } from './fields.ts';
import { textOf, titleOf } from './parcel-text.ts';
import { ACCEPTED, permanent, retry, type Verdict } from './verdicts.ts';

/** Apple takes 4096 bytes with everything around. */
const MAX_TITLE_BYTES = 300;
const MAX_BODY_BYTES = 2400;

const settings = z.strictObject({
  server: serverUrl()
    .default('https://api.day.app')
    .meta(
      fieldWords(
        { zh: '服务器', en: 'Server' },
        { zh: '用官方服务器时不用改；自建的写自己的地址。', en: 'Leave as it is, or the address of your own.' },
      ),
    ),
  deviceKey: pasted(/^https?:\/\/[^/]+\/([^/?#\s]+)/, /^[\w-]{6,64}$/, 'the key of the device').meta(
    fieldWords(
      { zh: '设备 key', en: 'Key of the device' },
      {
        zh: '在 iPhone 上装 Bark，首页第一条地址整条粘贴即可。',
        en: 'Install Bark on the iPhone and paste the first address that it shows.',
      },
    ),
  ),
  sound: optionalText(40).meta(
    fieldWords(
      { zh: '铃声', en: 'Sound' },
      { zh: '留空为默认；紧急时会连续响。', en: 'Empty: the usual one. It keeps ringing when urgent.' },
    ),
  ),
  isEnglish: IS_ENGLISH,
});

/**
 * Bark on an iPhone. An urgent message is `critical` with `call`: it rings for half a minute, also when the phone is silent.
 *
 * @see https://github.com/Finb/bark-server/blob/master/docs/API_V2.md
 */
export const bark = channel({
  channel: 'bark',
  name: { zh: 'Bark（iPhone）', en: 'Bark (iPhone)' },
  what: {
    zh: '发到一台 iPhone，紧急时静音也会响，叫得醒人。在手机上装 Bark，把地址粘贴到这里。',
    en: 'To one iPhone; when urgent it rings even if silenced. Install Bark and paste its address.',
  },
  isPersonal: true,
  settings,
  secrets: ['deviceKey'],
  hosts: ['api.day.app'],
  perMinute: 30,
  knowsRepeats: false,
  avoidsFullHours: false,
  create: ({ server, deviceKey, sound }, roads) => ({
    send(parcel) {
      const body = {
        device_key: deviceKey,
        title: cut(titleOf(parcel), MAX_TITLE_BYTES, jsonBytes),
        body: textOf(parcel, { max: MAX_BODY_BYTES, sizeOf: jsonBytes, withTitle: false }) || titleOf(parcel),
        group: 'greenleaf',
        ...LOUDNESS[parcel.urgency],
        ...(sound === '' ? {} : { sound }),
        ...(parcel.link === null ? {} : { url: parcel.link }),
        isArchive: '1',
      };
      return ask({ roads, question: jsonQuestion(below(server, 'push'), body), secrets: [deviceKey], read });
    },
  }),
});

const LOUDNESS: Readonly<Record<Urgency, object>> = {
  now: { level: 'critical', volume: 10, call: '1' },
  tonight: { level: 'timeSensitive' },
  today: { level: 'active' },
  digest: { level: 'passive' },
};

const answerSchema = z.object({ code: z.number().int(), message: z.string().default('') });

function read(body: unknown): Verdict | undefined {
  const answer = answerSchema.safeParse(body);
  if (!answer.success) return undefined;
  const { code, message } = answer.data;
  if (code === 200) return ACCEPTED;
  if (/device (key|token)|BadDeviceToken|Unregistered/i.test(message)) return WRONG_KEY;
  if (code >= 500) return retry(APPLE_TROUBLE);
  return undefined;
}

const WRONG_KEY = permanent({
  zh: 'Bark：服务器不认识这台设备。请在手机上打开 Bark，重新复制地址。',
  en: 'Bark: the server does not know this device. Open Bark on the phone and copy the address again.',
});
const APPLE_TROUBLE = {
  zh: 'Bark 服务器没能把消息交给苹果，稍后再试。',
  en: 'The Bark server could not hand the message to Apple; it is tried again later.',
};
