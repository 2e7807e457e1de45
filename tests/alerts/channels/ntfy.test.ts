import { json, PARCEL, testChannel } from '../../contracts/channel.ts';

const TOPIC = 'greenleaf-Zk9w2LqT7';
const TOKEN = 'tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2';
/** Bodies of ntfy's server/errors.go. */
const says = (code: number, error: string) => ({
  status: Math.floor(code / 100),
  body: { code, http: Math.floor(code / 100), error, link: 'https://ntfy.sh/docs/publish/' },
});

testChannel({
  channel: 'ntfy',
  settings: { topic: TOPIC, token: TOKEN },
  secrets: [TOPIC, TOKEN],
  success: {
    status: 200,
    body: { id: 'E8OuFqCTOAAT', time: 1795187700, expires: 1795230900, event: 'message', topic: TOPIC, message: '…' },
  },
  arrives: (asked) => [
    { path: asked.path, host: asked.headers.host, authorization: asked.headers.authorization, body: json(asked) },
    {
      path: '/',
      host: 'ntfy.sh',
      authorization: `Bearer ${TOKEN}`,
      body: {
        topic: TOPIC,
        title: PARCEL.title,
        message: PARCEL.lines.join('\n'),
        priority: 5,
        tags: ['rotating_light'],
        click: PARCEL.link,
      },
    },
  ],
  size: (asked) => ({ size: Buffer.byteLength(String(json(asked)['message'])), max: 4096 }),
  answers: {
    'a wrong token': [says(40101, 'unauthorized'), { kind: 'permanent', why: /令牌不对/ }],
    'a topic of others': [says(40301, 'forbidden'), { kind: 'permanent', why: /权限/ }],
    'a topic that is none': [says(40009, 'invalid request: topic invalid'), { kind: 'permanent', why: /主题名/ }],
    'too many requests: again in a minute': [
      says(42901, 'limit reached: too many requests, please be nice'),
      { kind: 'retry', why: /限流/, afterMs: 60_000 },
    ],
    'a full day': [says(42908, 'limit reached: too many messages'), { kind: 'permanent', why: /条数已用完/ }],
    trouble: [says(50001, 'internal server error'), { kind: 'retry', why: /500/ }],
    'HTTP 200 without a message id': [
      { status: 200, body: { success: true } },
      { kind: 'retry', why: /看不懂/ },
    ],
  },
});
