import { json, PARCEL, testChannel } from '../../contracts/channel.ts';

const KEY = 'nysrshcqielvoxsa';
/** Bodies of bark-server. */
const says = (code: number, message: string) => ({ status: code, body: { code, message, timestamp: 1795187700 } });

testChannel({
  channel: 'bark',
  settings: { deviceKey: `https://api.day.app/${KEY}/这里改成你自己的推送内容` },
  secrets: [KEY],
  success: says(200, 'success'),
  arrives: (asked) => [
    { path: asked.path, host: asked.headers.host, body: json(asked) },
    {
      path: '/push',
      host: 'api.day.app',
      body: {
        device_key: KEY,
        title: PARCEL.title,
        body: PARCEL.lines.join('\n'),
        group: 'greenleaf',
        level: 'critical',
        volume: 10,
        call: '1',
        url: PARCEL.link,
        isArchive: '1',
      },
    },
  ],
  size: (asked) => ({ size: asked.bytes.length, max: 3500 }),
  answers: {
    'a device that is not known': [
      says(400, 'failed to get device token: failed to get [nysrshcqielvoxsa] device token from database'),
      { kind: 'permanent', why: /不认识这台设备/ },
    ],
    'a device that Apple does not know': [
      says(500, 'push failed: APNS push failed: BadDeviceToken'),
      { kind: 'permanent', why: /不认识这台设备/ },
    ],
    'trouble with Apple': [says(500, 'push failed: APNS push failed: ExpiredProviderToken'), { kind: 'retry', why: /苹果/ }],
    'an error code under HTTP 200': [
      { status: 200, body: { code: 500, message: 'push failed' } },
      { kind: 'retry', why: /苹果/ },
    ],
    'a body that it cannot read': [says(400, 'request bind failed: unexpected end'), { kind: 'permanent', why: /HTTP 400/ }],
  },
});
