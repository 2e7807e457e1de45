import { describe, expect, it } from 'vitest';
import { feishuSign } from '../../../alerts/channels/feishu.ts';
import { json, PARCEL, testChannel } from '../../contracts/channel.ts';
import { NOW } from '../../support/vendor.ts';

const HOOK = 'a1b2c3d4-0000-4e5f-9999-abcdefabcdef';
const SECRET = 'GXm0000feishuSecret';
/** hmac of Python 3 over nothing, key `1795187700\nGXm0000feishuSecret`. */
const SIGN = '6OgMNGB/alsF0EQu8LJ97/KldFmfivRFqIScFIMnICU=';
const says = (code: number, msg: string) => ({ status: 200, body: { code, data: {}, msg } });

testChannel({
  channel: 'feishu',
  settings: { hook: `https://open.feishu.cn/open-apis/bot/v2/hook/${HOOK}`, secret: SECRET },
  secrets: [HOOK, SECRET],
  success: { status: 200, body: { StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' } },
  arrives: (asked) => [
    { path: asked.path, host: asked.headers.host, body: json(asked) },
    {
      path: `/open-apis/bot/v2/hook/${HOOK}`,
      host: 'open.feishu.cn',
      body: {
        timestamp: String(NOW / 1000),
        sign: SIGN,
        msg_type: 'text',
        content: { text: [PARCEL.title, ...PARCEL.lines, PARCEL.link, '<at user_id="all">所有人</at>'].join('\n') },
      },
    },
  ],
  size: (asked) => ({ size: asked.bytes.length, max: 20 * 1024 }),
  answers: {
    'the older success': [{ status: 200, body: { StatusCode: 0, StatusMessage: 'success' } }, { kind: 'accepted' }],
    '19001: the address is wrong': [
      says(19001, 'param invalid: incoming webhook access token invalid'),
      { kind: 'permanent', why: /webhook 地址无效/ },
    ],
    '19021: the signature, or the clock': [
      says(19021, 'sign match fail or timestamp is not within one hour from current time'),
      { kind: 'permanent', why: /签名校验不通过.*clock/s },
    ],
    '19022: the address is not on the list': [says(19022, 'Ip Not Allowed'), { kind: 'permanent', why: /IP 白名单/ }],
    '19024: the keyword is missing': [says(19024, 'Key Words Not Found'), { kind: 'permanent', why: /关键词/ }],
    '9499: a bad body': [says(9499, 'Bad Request: fail to parse content'), { kind: 'permanent', why: /拒收/ }],
    '9499 that means the limit': [says(9499, 'frequency limited psm test'), { kind: 'retry', why: /限流/, afterMs: [5000, 30_000] }],
    '11232: again soon, not all at once': [
      says(11232, 'frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]'),
      { kind: 'retry', why: /限流/, afterMs: [5000, 30_000] },
    ],
    '429 with the seconds that it wants': [
      {
        status: 429,
        headers: { 'x-ogw-ratelimit-limit': '100', 'x-ogw-ratelimit-reset': '52' },
        body: { code: 99991400, msg: 'request trigger frequency limit' },
      },
      { kind: 'retry', why: /限流/, afterMs: 52_000 },
    ],
  },
});

describe('feishu', () => {
  it('signs the other way round, in seconds', () => {
    expect(feishuSign(NOW / 1000, SECRET)).toBe(SIGN);
  });
});
