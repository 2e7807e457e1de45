import { z } from 'zod';
import { ACCEPTED, DAY_IS_FULL, MINUTE_MS, permanent, retry, tooFast, unknownCode, type Verdict } from './verdicts.ts';

const answerSchema = z.object({ Code: z.string(), Message: z.string().default('') });

/** What SendSms answers. */
export function readSendSms(body: unknown): Verdict | undefined {
  const answer = answerSchema.safeParse(body);
  if (!answer.success) return undefined;
  const { Code: code, Message: message } = answer.data;
  if (code === 'isv.BUSINESS_LIMIT_CONTROL') return limitOf(message);
  if (code.startsWith('Throttling') || /^isp\.(SYSTEM|GATEWAY)_ERROR$/.test(code)) return retry(BUSY, MINUTE_MS);
  return CODES[code] ?? unknownCode(code);
}

/** 触发分钟级流控, 触发小时级流控, 触发天级流控: per number and signature. */
function limitOf(message: string): Verdict {
  if (/天级|日/.test(message)) return DAY_IS_FULL;
  return tooFast(/小时/.test(message) ? 60 * MINUTE_MS : MINUTE_MS);
}

const BUSY = { zh: '阿里云短信系统繁忙，稍后再试。', en: 'Aliyun is busy; it is tried again later.' };
const WRONG_KEY = permanent({
  zh: '阿里云：AccessKey 不对或已停用。请重新填写 AccessKey ID 和 Secret。',
  en: 'Aliyun: the AccessKey is wrong or disabled. Enter its id and secret again.',
});
const NO_MONEY = permanent({
  zh: '阿里云：账户欠费或短信余量不足。请充值。',
  en: 'Aliyun: the account has run out of money or messages. Top it up.',
});
const BAD_TEMPLATE = permanent({
  zh: '阿里云：签名或模板不可用。请核对签名名称、模板 CODE 和变量名，并确认已审核通过。',
  en: 'Aliyun: the signature or template does not work. Compare their names and variables; both must be approved.',
});
const BAD_VARIABLE = permanent({
  zh: '阿里云：模板变量的内容被拒（太长，或有不允许的字样）。请换一个变量限制更宽的模板。',
  en: 'Aliyun refuses the content of a variable (too long, or words that are not allowed). Use a template with wider variables.',
});

const CODES: Readonly<Record<string, Verdict>> = {
  OK: ACCEPTED,
  SignatureDoesNotMatch: WRONG_KEY,
  'InvalidAccessKeyId.NotFound': WRONG_KEY,
  'InvalidAccessKeyId.Inactive': WRONG_KEY,
  'InvalidTimeStamp.Expired': permanent({
    zh: '阿里云：服务器时间不准（相差超过 15 分钟）。请校准服务器时间。',
    en: 'Aliyun: the clock of this server is more than 15 minutes off. Set it right.',
  }),
  'isp.RAM_PERMISSION_DENY': permanent({
    zh: '阿里云：这个子账号没有发短信的权限。请在 RAM 里授权。',
    en: 'Aliyun: this RAM user may not send messages. Grant it.',
  }),
  'isv.OUT_OF_SERVICE': NO_MONEY,
  'isv.AMOUNT_NOT_ENOUGH': NO_MONEY,
  'isv.DAY_LIMIT_CONTROL': DAY_IS_FULL,
  'isv.SMS_TEMPLATE_ILLEGAL': BAD_TEMPLATE,
  'isv.SMS_SIGNATURE_ILLEGAL': BAD_TEMPLATE,
  'isv.TEMPLATE_MISSING_PARAMETERS': BAD_TEMPLATE,
  'isv.INVALID_PARAMETERS': BAD_TEMPLATE,
  'isv.INVALID_JSON_PARAM': BAD_TEMPLATE,
  'isv.PARAM_LENGTH_LIMIT': BAD_VARIABLE,
  'isv.PARAM_NOT_SUPPORT_URL': BAD_VARIABLE,
  'isv.BLACK_KEY_CONTROL_LIMIT': BAD_VARIABLE,
  'isv.MOBILE_NUMBER_ILLEGAL': permanent({
    zh: '阿里云：手机号不合法。请检查号码。',
    en: 'Aliyun: a phone number is not valid. Check the numbers.',
  }),
};
