import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_PHOTO_BYTES, pictureType } from '../../api/photos.ts';
import type { Problem } from '../../api/schemas/common.ts';
import { LONDON, openSchool, type School } from './school.ts';

/** The smallest pictures of their kinds: a pixel each. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const WEBP = Buffer.from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA', 'base64');
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0x49, 0x46]);
const HTML = Buffer.from('<script>alert(1)</script>');

let school: School;
beforeAll(async () => {
  school = await openSchool(LONDON.at('2026-05-20', '12:00'));
});
afterAll(() => school.close());

function send(bytes: Buffer, type?: string) {
  const headers = type === undefined ? {} : { 'content-type': type };
  return school.inject({ method: 'POST', url: '/api/sites/hill/photos', headers, payload: bytes });
}

describe('a photo', () => {
  it.each([
    ['image/png', PNG],
    ['image/jpeg', JPEG],
    ['image/webp', WEBP],
  ])('comes back as %s, byte by byte, kept for ever, and nothing in it can run', async (type, bytes) => {
    const { id } = (await send(bytes, type)).json<{ id: string }>();
    const response = await school.inject(`/api/sites/hill/photos/${id}`);
    expect(response.statusCode).toBe(200);
    expect(response.rawPayload).toEqual(bytes);
    expect(response.headers).toMatchObject({
      'content-type': type,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=31536000, immutable',
    });
  });

  it('is one when it is sent twice', async () => {
    const ids = [(await send(PNG, 'image/png')).json<{ id: string }>(), (await send(PNG, 'image/png')).json<{ id: string }>()];
    expect(ids[0]).toEqual(ids[1]);
  });

  it.each([
    ['a page that says it is a picture', HTML, 'image/png'],
    ['a PNG that says it is a JPEG', PNG, 'image/jpeg'],
    ['a picture of a kind that can carry scripts', Buffer.from('<svg/>'), 'image/svg+xml'],
    ['a picture that says nothing', PNG, undefined],
    ['nothing at all', Buffer.alloc(0), 'image/png'],
  ])('is refused as %s, with what is allowed', async (_what, bytes, type) => {
    const response = await send(bytes, type);
    expect(response.statusCode).toBe(415);
    expect(response.json<Problem>().detail).toContain('allowed: image/jpeg, image/png, image/webp');
  });

  it('of 4 MB is taken, and of a byte more it is not', async () => {
    const large = Buffer.concat([JPEG, Buffer.alloc(MAX_PHOTO_BYTES - JPEG.length, 1)]);
    expect((await send(large, 'image/jpeg')).statusCode).toBe(200);
    const refused = await send(Buffer.concat([large, Buffer.alloc(1)]), 'image/jpeg');
    expect(refused.statusCode).toBe(413);
    expect(refused.json<Problem>().detail).toContain('4194304 bytes');
  });

  it('that is not there is named', async () => {
    const response = await school.inject('/api/sites/hill/photos/none');
    expect([response.statusCode, response.json<Problem>().detail]).toEqual([404, "no photo 'none'"]);
  });
});

describe('pictureType', () => {
  it('knows nothing of fewer bytes than it takes to tell', () => {
    expect([Buffer.alloc(0), PNG.subarray(0, 7), Buffer.from('RIFF1234WEB')].map(pictureType)).toEqual([undefined, undefined, undefined]);
  });
});
