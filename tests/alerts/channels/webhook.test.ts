import { describe, expect, it } from 'vitest';
import { webhookSign } from '../../../alerts/channels/webhook.ts';
import { json, PARCEL, testChannel } from '../../contracts/channel.ts';
import { NOW } from '../../support/vendor.ts';

const SECRET = 'a-secret-of-the-school-0001';
const PATH_SECRET = 'T0AAAAAAAAAAAAAAAAAA';

testChannel({
  channel: 'webhook',
  hosts: ['hooks.school.example'],
  settings: { url: `https://hooks.school.example/in/${PATH_SECRET}?code=pa55word`, secret: SECRET },
  secrets: [SECRET, PATH_SECRET, 'pa55word'],
  success: { status: 204 },
  isStatusEnough: true,
  arrives(asked) {
    const { mentions: _, ...told } = PARCEL;
    const { host, 'idempotency-key': key, 'x-greenleaf-timestamp': time, 'x-greenleaf-signature': signature } = asked.headers;
    return [
      { path: asked.path, query: asked.query.toString(), host, key, time, signature, body: json(asked) },
      {
        path: `/in/${PATH_SECRET}`,
        query: 'code=pa55word',
        host: 'hooks.school.example',
        key: 'd-4711-1',
        time: String(NOW / 1000),
        signature: webhookSign(NOW / 1000, asked.body, SECRET),
        body: told,
      },
    ];
  },
  // Nobody's limit but the reason of the other side: nothing is cut.
  size: (asked) => ({ size: asked.bytes.length, max: 1_000_000 }),
  answers: {
    'taken, with words': [{ status: 200, body: { ok: true, id: 7 } }, { kind: 'accepted' }],
    'refused under HTTP 200': [
      { status: 200, body: { ok: false, error: 'unknown building' } },
      { kind: 'permanent', why: /拒绝/ },
    ],
    'a wrong signature': [
      { status: 401, body: { error: 'bad signature' } },
      { kind: 'permanent', why: /密钥不对/ },
    ],
    'nothing there': [
      { status: 404, body: 'Not Found' },
      { kind: 'permanent', why: /没有这个地址/ },
    ],
    busy: [
      { status: 503, headers: { 'retry-after': '120' }, body: '' },
      { kind: 'retry', why: /503/, afterMs: 120_000 },
    ],
  },
});

describe('webhook', () => {
  it('signs time and body as openssl does', () => {
    // printf '1795187700.{"a":1}' | openssl dgst -sha256 -hmac a-secret-of-the-school-0001
    expect(webhookSign(1795187700, '{"a":1}', SECRET)).toBe('sha256=c1dbafefddbc82470eb47e31fc2753b992350f6779aa8af6eaf8aab25b4c116d');
  });
});
