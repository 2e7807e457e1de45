import { describe, expect, it } from 'vitest';
import { acs3Headers } from '../../../alerts/channels/acs3.ts';
import { characters } from '../../../alerts/channels/cut.ts';
import { type Asked, NOW } from '../../support/vendor.ts';
import { testChannel } from '../../contracts/channel.ts';

const KEY_ID = 'LTAI5tTESTTESTTESTTEST00';
const KEY_SECRET = 'aliyunSecret0123456789abcdefgh';
const says = (status: number, Code: string, Message: string) => ({
  status,
  body: { RequestId: 'EFB5A5E4-5899-45FB-928E-56A9D25B9392', Message, Code },
});
const variables = (asked: Asked) => JSON.parse(asked.query.get('TemplateParam')!) as Record<string, string>;

testChannel({
  channel: 'sms-aliyun',
  settings: {
    accessKeyId: KEY_ID,
    accessKeySecret: KEY_SECRET,
    signName: '某某中学后勤',
    templateCode: 'SMS_175051014',
    textVariable: 'text',
    phones: ['13912345678'],
  },
  secrets: [KEY_ID, KEY_SECRET, '13912345678', '2345678'],
  success: {
    status: 200,
    body: { Message: 'OK', RequestId: '81E8736D-3B03-49BA-878E-4E510F0C385A', BizId: '496112870375361879^0', Code: 'OK' },
  },
  arrives(asked) {
    const { TemplateParam, ...query } = Object.fromEntries(asked.query);
    const { host, authorization, 'x-acs-action': action, 'x-acs-version': version, 'x-acs-date': date } = asked.headers;
    const { headers } = acs3Headers({
      method: 'POST',
      host: 'dysmsapi.aliyuncs.com',
      action: 'SendSms',
      version: '2017-05-25',
      query: Object.fromEntries(asked.query),
      body: '',
      accessKeyId: KEY_ID,
      accessKeySecret: KEY_SECRET,
      nonce: String(asked.headers['x-acs-signature-nonce']),
      at: NOW,
    });
    return [
      { path: asked.path, body: asked.body, query, variables: JSON.parse(TemplateParam!), host, action, version, date, authorization },
      {
        path: '/',
        body: '',
        query: { PhoneNumbers: '13912345678', SignName: '某某中学后勤', TemplateCode: 'SMS_175051014' },
        variables: { title: '3号楼疑似爆管', text: '三楼卫生间 23:05 起约 2.4 m³/h' },
        host: 'dysmsapi.aliyuncs.com',
        action: 'SendSms',
        version: '2017-05-25',
        date: '2026-11-20T15:15:00Z',
        authorization: headers['authorization'],
      },
    ];
  },
  size: (asked) => ({ size: Math.max(...Object.values(variables(asked)).map(characters)), max: 35 }),
  answers: {
    'a minute is full': [
      says(200, 'isv.BUSINESS_LIMIT_CONTROL', '触发分钟级流控Permits:1'),
      { kind: 'retry', why: /限流/, afterMs: 60_000 },
    ],
    'an hour is full': [
      says(200, 'isv.BUSINESS_LIMIT_CONTROL', '触发小时级流控Permits:5'),
      { kind: 'retry', why: /限流/, afterMs: 3_600_000 },
    ],
    'a day is full': [says(200, 'isv.BUSINESS_LIMIT_CONTROL', '触发天级流控Permits:10'), { kind: 'permanent', why: /条数已用完/ }],
    'no money': [says(200, 'isv.AMOUNT_NOT_ENOUGH', '账户余额不足'), { kind: 'permanent', why: /充值/ }],
    'a template that is not approved': [says(200, 'isv.SMS_TEMPLATE_ILLEGAL', '模板不合法'), { kind: 'permanent', why: /模板/ }],
    'an address in a variable': [says(200, 'isv.PARAM_NOT_SUPPORT_URL', '不支持url为变量'), { kind: 'permanent', why: /变量的内容/ }],
    'a wrong number': [says(200, 'isv.MOBILE_NUMBER_ILLEGAL', '13912345678invalid mobile number'), { kind: 'permanent', why: /手机号/ }],
    'a wrong secret': [
      says(
        400,
        'SignatureDoesNotMatch',
        `Specified signature is not matched with our calculation. server string to sign is:POST&%2F&AccessKeyId%3D${KEY_ID}%26Action%3DSendSms%26PhoneNumbers%3D13912345678%26SignName%3D`,
      ),
      { kind: 'permanent', why: /AccessKey 不对/ },
    ],
    'a key that is not there': [
      says(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.'),
      { kind: 'permanent', why: /AccessKey 不对/ },
    ],
    'a clock that is off': [
      says(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.'),
      { kind: 'permanent', why: /服务器时间/ },
    ],
    throttled: [
      says(400, 'Throttling.User', 'Request was denied due to user flow control.'),
      { kind: 'retry', why: /繁忙/, afterMs: 60_000 },
    ],
    'trouble of theirs': [says(200, 'isp.SYSTEM_ERROR', '系统错误'), { kind: 'retry', why: /繁忙/ }],
  },
});

describe('acs3', () => {
  it('signs the example of the documentation as it stands there', () => {
    const { url, headers } = acs3Headers({
      method: 'POST',
      host: 'ecs.cn-shanghai.aliyuncs.com',
      action: 'RunInstances',
      version: '2014-05-26',
      query: { RegionId: 'cn-shanghai', ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd' },
      body: '',
      accessKeyId: 'YourAccessKeyId',
      accessKeySecret: 'YourAccessKeySecret',
      nonce: '3156853299f313e23d1673dc12e1703d',
      at: Date.UTC(2023, 9, 26, 10, 22, 32),
    });
    expect(headers['authorization']).toBe(
      'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
    );
    expect(url.search).toBe('?ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai');
  });
});
