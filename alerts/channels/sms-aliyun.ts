import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { acs3Headers } from './acs3.ts';
import { ask } from './ask.ts';
import { channel, fieldWords, type Parcel } from './channel.ts';
import { IS_ENGLISH } from './fields.ts';
import { characters, cut } from './cut.ts';
import { oneLine, titleOf } from './parcel-text.ts';
import { readSendSms } from './sms-aliyun-codes.ts';

const HOST = 'dysmsapi.aliyuncs.com';
/** Of one variable of a template. */
const MAX_VARIABLE = 35;
const VARIABLE = /^[A-Za-z_]\w{0,19}$/;

const settings = z.strictObject({
  accessKeyId: z
    .string()
    .trim()
    .regex(/^\w{12,64}$/, 'allowed: the id of an AccessKey, such as LTAI…')
    .meta(
      fieldWords(
        { zh: 'AccessKey ID', en: 'AccessKey ID' },
        {
          zh: '在阿里云 RAM 新建一个只有短信发送权限的子账号，用它的 AccessKey。',
          en: 'Of a RAM user that may send messages and nothing else.',
        },
      ),
    ),
  accessKeySecret: z
    .string()
    .trim()
    .min(16)
    .max(100)
    .meta(fieldWords({ zh: 'AccessKey Secret', en: 'AccessKey secret' })),
  signName: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .meta(
      fieldWords(
        { zh: '短信签名', en: 'Signature' },
        { zh: '已审核通过的签名名称，不含【】。', en: 'An approved one, without its brackets.' },
      ),
    ),
  templateCode: z
    .string()
    .trim()
    .regex(/^SMS_\d{3,20}$/, 'allowed: SMS_ and a number')
    .meta(
      fieldWords(
        { zh: '模板 CODE', en: 'Template code' },
        {
          zh: '已审核通过的通知类模板，如“用电用水提醒：${title}，${text}”。短信里不能有网址。',
          en: 'Of an approved notice, such as “${title}, ${text}”. No web addresses.',
        },
      ),
    ),
  titleVariable: z
    .string()
    .trim()
    .regex(VARIABLE, 'allowed: a name of letters')
    .default('title')
    .meta(
      fieldWords(
        { zh: '标题变量名', en: 'Variable of the title' },
        { zh: '模板里放标题的变量名，如 title。', en: 'As the template names it.' },
      ),
    ),
  textVariable: z
    .string()
    .trim()
    .regex(/^$|^[A-Za-z_]\w{0,19}$/, 'allowed: a name of letters, or nothing')
    .default('')
    .meta(
      fieldWords(
        { zh: '正文变量名', en: 'Variable of the text' },
        { zh: '模板里放第一行正文的变量名；没有就留空。', en: 'Takes the first line; empty where the template has none.' },
      ),
    ),
  phones: z
    .array(
      z
        .string()
        .trim()
        .regex(/^(\+?86)?1[3-9]\d{9}$/, 'allowed: mobile numbers of China'),
    )
    .min(1)
    .max(10)
    .meta(fieldWords({ zh: '手机号', en: 'Phone numbers' }, { zh: '每行一个。', en: 'One a line.' })),
  isEnglish: IS_ENGLISH,
});

/**
 * SMS by Aliyun (SendSms of 2017-05-25): only the variables of an approved template, without web addresses.
 *
 * @see https://help.aliyun.com/zh/sms/developer-reference/api-dysmsapi-2017-05-25-sendsms
 */
export const smsAliyun = channel({
  channel: 'sms-aliyun',
  name: { zh: '短信（阿里云）', en: 'SMS (Aliyun)' },
  what: {
    zh: '没有智能手机或没有网络也收得到，每条收费。要先在阿里云申请签名和模板。',
    en: 'Reaches plain phones without a network; each costs. Needs an approved signature and template at Aliyun.',
  },
  isPersonal: true,
  settings,
  secrets: ['accessKeySecret'],
  hosts: [HOST],
  perMinute: 5,
  knowsRepeats: false,
  avoidsFullHours: false,
  create: ({ accessKeyId, accessKeySecret, signName, templateCode, titleVariable, textVariable, phones }, roads) => ({
    send(parcel) {
      const query = {
        PhoneNumbers: phones.join(','),
        SignName: signName,
        TemplateCode: templateCode,
        TemplateParam: JSON.stringify(variablesOf(parcel, titleVariable, textVariable)),
      };
      const { url, headers } = acs3Headers({
        method: 'POST',
        host: HOST,
        action: 'SendSms',
        version: '2017-05-25',
        query,
        body: '',
        accessKeyId,
        accessKeySecret,
        nonce: randomUUID(),
        at: roads.now(),
      });
      return ask({
        roads,
        question: { method: 'POST', url, headers, body: '' },
        secrets: [accessKeySecret, accessKeyId, ...phones],
        read: readSendSms,
      });
    },
  }),
});

function variablesOf(parcel: Parcel, titleVariable: string, textVariable: string): Record<string, string> {
  const title = variable(titleOf(parcel));
  return textVariable === ''
    ? { [titleVariable]: title }
    : { [titleVariable]: title, [textVariable]: variable(parcel.lines[0] ?? '') || title };
}

/** Web addresses and IP addresses are refused in variables; 【】 would look like a signature. */
const variable = (text: string) =>
  cut(
    oneLine(text)
      .replace(/https?:\/\/\S+|\d{1,3}(\.\d{1,3}){3}(:\d+)?/g, '')
      .replaceAll('【', '（')
      .replaceAll('】', '）')
      .trim(),
    MAX_VARIABLE,
    characters,
  );
