import { z } from 'zod';
import type { Sentence } from '../../domain/words.ts';
import { unanswered } from './ask.ts';
import { channel, fieldWords, type Outcome } from './channel.ts';
import { characters, cut } from './cut.ts';
import { IS_ENGLISH, optionalText } from './fields.ts';
import { oneLine, textOf, titleOf } from './parcel-text.ts';
import { type Mail, RoadClosed } from './roads.ts';
import { MINUTE_MS, permanent, retry, type Verdict } from './verdicts.ts';
import { withoutSecrets } from './without-secrets.ts';

const MAX_SUBJECT = 120;
const MAX_BYTES = 200 * 1024;
/** A server that puts strangers off takes them after some minutes. */
const GREYLISTED_MS = 5 * MINUTE_MS;

const settings = z.strictObject({
  host: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9.-]{1,253}$/, 'allowed: a host such as smtp.exmail.qq.com')
    .meta(
      fieldWords(
        { zh: '发信服务器', en: 'Mail server' },
        {
          zh: '如 smtp.exmail.qq.com；学校自己的要先写进设置文件。',
          en: 'Such as smtp.exmail.qq.com; one of your own must stand in the settings file.',
        },
      ),
    ),
  port: z
    .number()
    .int()
    .min(1)
    .max(65535)
    .default(465)
    .meta(
      fieldWords(
        { zh: '端口', en: 'Port' },
        { zh: '465 全程加密；587 或 25 先连接再加密。', en: '465 is encrypted from the start; 587 and 25 by STARTTLS.' },
      ),
    ),
  user: optionalText(200).meta(fieldWords({ zh: '发信账号', en: 'User' })),
  password: optionalText(200).meta(
    fieldWords(
      { zh: '密码或授权码', en: 'Password' },
      { zh: 'QQ、163 等邮箱要用授权码，不是登录密码。', en: 'QQ, 163 and others want an authorisation code, not the password.' },
    ),
  ),
  from: z
    .email('allowed: an address such as nengyuan@school.cn')
    .meta(fieldWords({ zh: '发件人', en: 'From' }, { zh: '一般与发信账号相同。', en: 'Usually the same as the user.' })),
  to: z
    .array(z.email('allowed: addresses, one a line'))
    .min(1)
    .max(20)
    .meta(fieldWords({ zh: '收件人', en: 'To' }, { zh: '每行一个。', en: 'One a line.' })),
  isEnglish: IS_ENGLISH,
});

/** Mail through a server of the school's or of its provider. What it says after the text is its word; 4xx means later. */
export const email = channel({
  channel: 'email',
  name: { zh: '电子邮件', en: 'E-mail' },
  what: {
    zh: '适合晨报、周报和月报，不适合夜里叫人。需要一个能发信的邮箱账号。',
    en: 'For digests and reports rather than for calling people at night. Needs a mail account that may send.',
  },
  isPersonal: true,
  settings,
  secrets: ['password'],
  hosts: ['smtp.exmail.qq.com', 'smtp.qq.com', 'smtp.163.com', 'smtp.126.com', 'smtp.aliyun.com', 'smtp.qiye.aliyun.com', 'smtp.feishu.cn'],
  perMinute: 10,
  knowsRepeats: false,
  avoidsFullHours: false,
  create: ({ host, port, user, password, from, to }, roads) => ({
    async send(parcel) {
      const mail: Mail = {
        server: { host, port, secure: port === 465, user: user || undefined, password },
        from,
        to,
        subject: cut(oneLine(titleOf(parcel)), MAX_SUBJECT, characters),
        text: `${textOf(parcel, { max: MAX_BYTES, tail: [parcel.link && `\n${parcel.link}`] })}\n`,
        messageId: `<${parcel.id.replace(/[^\w.-]/g, '-')}@${from.split('@')[1]}>`,
      };
      return roads.mail(mail).then(
        ({ accepted, answer }): Outcome => {
          const part = accepted.length < to.length ? `${accepted.length} of ${to.length} recipients; ` : '';
          return { kind: 'accepted', answer: withoutSecrets(part + answer, [password]) };
        },
        (cause: unknown) => outcomeOf(cause, [password]),
      );
    },
  }),
});

function outcomeOf(cause: unknown, secrets: readonly string[]): Outcome {
  const code = responseCodeOf(cause);
  if (code === undefined || cause instanceof RoadClosed) return unanswered(cause, secrets);
  const answer = withoutSecrets(cause instanceof Error ? cause.message : '', secrets);
  return { ...verdictOf(code), answer };
}

function responseCodeOf(cause: unknown): number | undefined {
  if (!(cause instanceof Error) || !('responseCode' in cause)) return undefined;
  return typeof cause.responseCode === 'number' ? cause.responseCode : undefined;
}

/** Codes of RFC 5321 and RFC 4954. */
function verdictOf(code: number): Verdict {
  if (code === 450 || code === 451) return retry(later(code), GREYLISTED_MS);
  if (code < 500) return retry(later(code), MINUTE_MS);
  return permanent(REFUSED[code] ?? refused(code));
}

const later = (code: number): Sentence => ({
  zh: `邮件服务器要求稍后再试（${code}）。`,
  en: `The mail server asks to try later (${code}).`,
});
const refused = (code: number): Sentence => ({
  zh: `邮件服务器拒收（${code}）。请看它的原话。`,
  en: `The mail server refuses (${code}). See its own words.`,
});
const WRONG_LOGIN: Sentence = {
  zh: '邮箱账号或密码不对。QQ、163 等邮箱要填授权码。',
  en: 'User or password is wrong. QQ, 163 and others want an authorisation code.',
};
const WRONG_RECIPIENT: Sentence = {
  zh: '收件人或发件人地址被拒绝。请检查邮箱地址。',
  en: 'The address of the recipient or of the sender is refused. Check the addresses.',
};
const REFUSED: Readonly<Record<number, Sentence>> = {
  530: {
    zh: '邮件服务器要求登录或加密。请填账号密码，端口用 465 或 587。',
    en: 'The mail server wants a login or encryption: enter user and password, port 465 or 587.',
  },
  534: WRONG_LOGIN,
  535: WRONG_LOGIN,
  538: WRONG_LOGIN,
  550: WRONG_RECIPIENT,
  551: WRONG_RECIPIENT,
  553: WRONG_RECIPIENT,
  554: {
    zh: '邮件服务器把它当作垃圾邮件拒收（554）。请联系邮箱管理员。',
    en: 'The mail server refuses it, often as spam (554). Ask whoever runs it.',
  },
};
