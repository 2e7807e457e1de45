import { json, PARCEL, testChannel } from '../../contracts/channel.ts';

const KEY = '693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa';

/** As it says no: with HTTP 200. */
const says = (errcode: number, errmsg: string) => ({
  status: 200,
  body: {
    errcode,
    errmsg: `${errmsg}, hint: [1755605200056773468916791], from ip: 172.212.167.87, more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`,
  },
});

testChannel({
  channel: 'wecom',
  settings: { key: `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${KEY}` },
  secrets: [KEY],
  success: { status: 200, body: { errcode: 0, errmsg: 'ok' } },
  arrives: (asked) => [
    { path: asked.path, query: asked.query.toString(), host: asked.headers.host, type: asked.headers['content-type'], body: json(asked) },
    {
      path: '/cgi-bin/webhook/send',
      query: `key=${KEY}`,
      host: 'qyapi.weixin.qq.com',
      type: 'application/json; charset=utf-8',
      body: {
        msgtype: 'text',
        text: {
          content: [PARCEL.title, ...PARCEL.lines, PARCEL.link].join('\n'),
          mentioned_list: ['@all'],
          mentioned_mobile_list: ['13800138000'],
        },
      },
    },
  ],
  size: (asked) => ({ size: Buffer.byteLength((json(asked)['text'] as { content: string }).content), max: 2048 }),
  answers: {
    '93000: a person has to copy the address again': [says(93000, 'invalid webhook url'), { kind: 'permanent', why: /重新复制 Webhook/ }],
    '40058: too long': [
      says(40058, 'markdown.content exceed max length 4096. invalid Request Parameter'),
      { kind: 'permanent', why: /太长/ },
    ],
    '45009: again in a minute': [says(45009, 'api freq out of limit'), { kind: 'retry', why: /限流/, afterMs: 60_000 }],
    '-1: again in a minute': [says(-1, 'system busy'), { kind: 'retry', why: /繁忙/, afterMs: 60_000 }],
    'a code without words: again, slowly': [says(40001, 'who knows'), { kind: 'retry', why: /未知代码 40001/, afterMs: 60_000 }],
  },
});
