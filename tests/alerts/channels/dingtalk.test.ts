import { describe, expect, it } from 'vitest';
import { dingtalkSign } from '../../../alerts/channels/dingtalk.ts';
import { senderOf } from '../../../alerts/channels/registry.ts';
import type { HttpQuestion, Roads } from '../../../alerts/channels/roads.ts';
import { json, PARCEL, testChannel } from '../../contracts/channel.ts';
import { NOW } from '../../support/vendor.ts';

const TOKEN = 'b10deee3d9e2dbc21ce57eb9f80da23a643ebe83154dd6b086486da2c833acb6';
const SECRET = 'SEC000000000000000000000';
/** hmac of Python 3 over `1795187700000\nSEC…`, key `SEC…`. */
const SIGN = 'GiVqucYj2EKj91gKYvJaE4SIbNUapQ2SPgfi+r5Ce1Q=';
/** Of prometheus-webhook-dingtalk, qd, and others' issues. */
const says = (errcode: number, errmsg: string) => ({ status: 200, body: { errcode, errmsg } });

testChannel({
  channel: 'dingtalk',
  settings: { accessToken: `https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`, secret: SECRET },
  secrets: [TOKEN, SECRET],
  success: { status: 200, body: { errcode: 0, errmsg: 'ok' } },
  arrives: (asked) => [
    { path: asked.path, query: Object.fromEntries(asked.query), host: asked.headers.host, body: json(asked) },
    {
      path: '/robot/send',
      query: { access_token: TOKEN, timestamp: String(NOW), sign: SIGN },
      host: 'oapi.dingtalk.com',
      body: {
        msgtype: 'markdown',
        markdown: {
          title: PARCEL.title,
          text: [PARCEL.title, ...PARCEL.lines, '@13800138000', `[${PARCEL.link}](${PARCEL.link})`].join('\n\n'),
        },
        at: { atMobiles: ['13800138000'], atUserIds: [], isAtAll: true },
      },
    },
  ],
  size: (asked) => ({ size: asked.bytes.length, max: 20_000 }),
  answers: {
    '310000 for the signature': [
      says(
        310000,
        'description:机器人发送签名不匹配;solution:请确认签名和生成签名的时间戳必须都放在调用的网址中，请确认机器人的密钥加密和填写正确',
      ),
      { kind: 'permanent', why: /加签不对/ },
    ],
    '310000 for the signature, as it was said before': [
      says(310000, 'sign not match, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]'),
      { kind: 'permanent', why: /加签不对/ },
    ],
    '310000 for the keyword': [
      says(310000, 'keywords not in content, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]'),
      { kind: 'permanent', why: /关键词/ },
    ],
    '310000 for the address': [says(310000, 'ip 8.8.8.8 not in whitelist'), { kind: 'permanent', why: /出口 IP/ }],
    '300001: the robot is gone': [says(300001, 'token is not exist'), { kind: 'permanent', why: /access_token 不存在/ }],
    '90030: the quota is used up': [says(90030, 'over quota'), { kind: 'permanent', why: /用完/ }],
    '130101: not before ten minutes': [
      {
        status: 200,
        body: {
          status: 1111,
          wait: 5,
          source: 'x5',
          punish: 'deny',
          uuid: '9ff0',
          errcode: 130101,
          errmsg: 'send too fast, exceed 20 times per minute',
        },
      },
      { kind: 'retry', why: /限流/, afterMs: 600_000 },
    ],
    '-1: again in a minute': [says(-1, '系统繁忙'), { kind: 'retry', why: /繁忙/, afterMs: 60_000 }],
    'a code without words: again, slowly': [says(4711, 'who knows'), { kind: 'retry', why: /4711/, afterMs: 60_000 }],
  },
});

describe('dingtalk', () => {
  it('signs with the secret as key', () => {
    expect(dingtalkSign(NOW, SECRET)).toBe(SIGN);
  });

  it('adds a keyword that the text lacks, once, and has no signature without a secret', async () => {
    const asked: HttpQuestion[] = [];
    const roads: Roads = {
      http(question) {
        asked.push(question);
        return Promise.resolve({ status: 200, headers: {}, body: '{"errcode":0,"errmsg":"ok"}' });
      },
      mail: () => Promise.reject(new Error('no mail')),
      publish: () => Promise.resolve(),
      vapid: () => undefined,
      now: () => NOW,
    };
    const sender = senderOf('dingtalk', { accessToken: TOKEN, keyword: '绿叶' }, roads);
    await sender.send(PARCEL);
    await sender.send({ ...PARCEL, title: '绿叶：3号楼疑似爆管', urgency: 'today' });
    const texts = asked.map(({ body }) => (JSON.parse(String(body)) as { markdown: { text: string } }).markdown.text);
    expect(texts.map((text) => text.split('绿叶').length - 1)).toEqual([1, 1]);
    expect([...asked[0]!.url.searchParams.keys()]).toEqual(['access_token']);
    expect(JSON.parse(String(asked[1]!.body))).toMatchObject({ at: { isAtAll: false } });
  });
});
