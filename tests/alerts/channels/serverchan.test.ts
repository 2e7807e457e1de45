import { characters } from '../../../alerts/channels/cut.ts';
import { json, PARCEL, testChannel } from '../../contracts/channel.ts';

const TURBO = 'SCT1234TabcdEFGHijkl';
const THIRD = 'sctp12345tabcdEFGHijkl';
const success = { status: 200, body: { code: 0, message: '', data: { pushid: '1', readkey: 'r', error: 'SUCCESS', errno: 0 } } };
const size = (asked: Parameters<typeof json>[0]) => ({ size: characters(String(json(asked)['title'])), max: 32 });
const answers = {
  'a wrong key, with HTTP 400': [
    { status: 400, body: { message: '[AUTH]错误的Key', code: 40001, info: '', args: [null], scode: 461 } },
    { kind: 'permanent', why: /SendKey 不对/ },
  ],
  'a full day, with the same code': [
    { status: 400, body: { message: '[AUTH]超过当天的发送次数限制[5]，请稍后再试', code: 40001, scode: 471 } },
    { kind: 'permanent', why: /条数已用完/ },
  ],
  'a code without words: again, slowly': [
    { status: 200, body: { code: 20001, message: '[INPUT]title 不能为空' } },
    { kind: 'retry', why: /20001/, afterMs: 60_000 },
  ],
} satisfies Parameters<typeof testChannel>[0]['answers'];

for (const [key, host, path] of [
  [TURBO, 'sctapi.ftqq.com', `/${TURBO}.send`],
  [THIRD, '12345.push.ft07.com', `/send/${THIRD}.send`],
] as const) {
  testChannel({
    channel: 'serverchan',
    settings: { key },
    secrets: [key],
    success,
    arrives: (asked) => [
      { path: asked.path, host: asked.headers.host, body: json(asked) },
      { path, host, body: { title: PARCEL.title, desp: [...PARCEL.lines, PARCEL.link].join('\n\n') } },
    ],
    size,
    answers,
  });
}
