import { createDecipheriv, createECDH, createPublicKey, hkdfSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import webPushLibrary from 'web-push';
import { senderOf } from '../../../alerts/channels/registry.ts';
import { PARCEL, testChannel } from '../../contracts/channel.ts';
import { NOW } from '../../support/vendor.ts';

/** The browser of RFC 8291, section 5. */
const BROWSER = {
  publicKey: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  privateKey: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
};
const EXAMPLE =
  'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN';

const bytes = (base64Url: string) => Buffer.from(base64Url, 'base64url');

/** What the browser reads: RFC 8188 with the keys of RFC 8291. */
function decrypted(body: Buffer): string {
  const [salt, idLength] = [body.subarray(0, 16), body[20]!];
  const [theirs, sealed] = [body.subarray(21, 21 + idLength), body.subarray(21 + idLength)];
  const browser = createECDH('prime256v1');
  browser.setPrivateKey(bytes(BROWSER.privateKey));
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), bytes(BROWSER.publicKey), theirs]);
  const secret = Buffer.from(hkdfSync('sha256', browser.computeSecret(theirs), bytes(BROWSER.auth), info, 32));
  const key = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16));
  const nonce = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12));
  const cipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(sealed.subarray(-16));
  const text = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
  return text.subarray(0, text.lastIndexOf(2)).toString();
}

const keys = webPushLibrary.generateVAPIDKeys();
const vapid = { ...keys, subject: 'mailto:logistics@school.example' };
const ENDPOINT_ID = 'gAAAAABn-subscription-of-a-browser';
const settings = {
  endpoint: `https://updates.push.services.mozilla.com/wpush/v2/${ENDPOINT_ID}`,
  p256dh: BROWSER.publicKey,
  auth: BROWSER.auth,
};

/** Who signed, what, and whether the signature holds: RFC 8292. */
function vapidOf(authorization: string): { isSigned: boolean; key: string; claims: object } {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization) ?? [];
  const [head = '', claims = '', signature = ''] = token.split('.');
  const point = bytes(key);
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
  const signer = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const;
  const isSigned = verify('sha256', Buffer.from(`${head}.${claims}`), signer, bytes(signature));
  return { isSigned, key, claims: JSON.parse(bytes(claims).toString()) as object };
}

testChannel({
  channel: 'web-push',
  settings,
  secrets: [ENDPOINT_ID, BROWSER.auth, keys.privateKey],
  vapid,
  success: { status: 201 },
  isStatusEnough: true,
  text: (asked) => decrypted(asked.bytes),
  arrives(asked) {
    const { 'content-encoding': encoding, urgency, ttl, topic = '' } = asked.headers;
    const { isSigned, key, claims } = vapidOf(asked.headers.authorization!);
    return [
      {
        path: asked.path,
        encoding,
        urgency,
        ttl,
        topic: String(topic).length,
        isSigned,
        key,
        claims: { ...claims, exp: 0 },
        payload: JSON.parse(decrypted(asked.bytes)),
      },
      {
        path: `/wpush/v2/${ENDPOINT_ID}`,
        encoding: 'aes128gcm',
        urgency: 'high',
        ttl: '3600',
        topic: 32,
        isSigned: true,
        key: keys.publicKey,
        claims: { aud: 'https://updates.push.services.mozilla.com', sub: vapid.subject, exp: 0 },
        payload: { id: 'd-4711-1', title: PARCEL.title, body: PARCEL.lines.join('\n'), url: PARCEL.link, urgency: 'now' },
      },
    ];
  },
  size: (asked) => ({ size: asked.bytes.length, max: 4096 }),
  answers: {
    'a subscription that has ended': [
      { status: 410, body: { code: 410, errno: 106, error: 'Gone' } },
      { kind: 'permanent', why: /重新登记/ },
    ],
    'one that never was': [
      { status: 404, body: { errno: 102 } },
      { kind: 'permanent', why: /重新登记/ },
    ],
    'other keys than it was made with': [
      { status: 400, body: { reason: 'VapidPkHashMismatch' } },
      { kind: 'permanent', why: /换了密钥/ },
    ],
    'a signature that is not taken': [
      { status: 403, body: 'the VAPID credentials in the authorization header do not correspond' },
      { kind: 'permanent', why: /签名/ },
    ],
    'too long': [
      { status: 413, body: '' },
      { kind: 'permanent', why: /太长/ },
    ],
  },
});

describe('web push', () => {
  it('is read by the test as the example of RFC 8291 is', () => {
    expect(decrypted(bytes(EXAMPLE))).toBe('When I grow up, I want to be a watermelon');
  });

  it('needs a person where the server has no keys, or the browser has none', async () => {
    const roads = {
      http: () => Promise.reject(new Error('not asked')),
      mail: () => Promise.reject(new Error('not asked')),
      publish: () => Promise.resolve(),
      now: () => NOW,
    };
    const none = senderOf('web-push', settings, { ...roads, vapid: () => undefined });
    expect(await none.send(PARCEL)).toMatchObject({ kind: 'permanent', why: { zh: expect.stringContaining('还没有') } });
    const wrong = senderOf('web-push', { ...settings, p256dh: 'AAAA' }, { ...roads, vapid: () => vapid });
    expect(await wrong.send(PARCEL)).toMatchObject({ kind: 'permanent', why: { zh: expect.stringContaining('重新登记') } });
  });
});
