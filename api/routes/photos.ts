import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { PHOTO_TYPES, type PhotoType } from '../../store/people-ports.ts';
import { visitorOf } from '../access/visitor.ts';
import { checkMayHandIn, maySeePhoto } from '../photo-access.ts';
import type { ApiParts } from '../parts.ts';
import { MAX_PHOTO_BYTES, pictureType } from '../photos.ts';
import { NotFound, Refused } from '../problems.ts';
import { siteParams } from '../schemas/common.ts';
import { photoAnswer, photoParams } from '../schemas/manual-readings.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';

const ALLOWED = PHOTO_TYPES.join(', ');

/** Pictures that prove what a display showed. */
export const photoRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now, audit }, done) => {
  const tags = ['photos'];
  const picture = Object.fromEntries(PHOTO_TYPES.map((type) => [type, { schema: z.any() }]));
  // Here, and only here, a body is a picture.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser([...PHOTO_TYPES], { parseAs: 'buffer', bodyLimit: MAX_PHOTO_BYTES }, (_request, body, parsed) =>
    parsed(null, body),
  );

  const save = {
    summary: 'Keep a photo',
    description: `The body is the picture (${ALLOWED}), at most 4 MB. The same picture twice is one.`,
    tags,
    consumes: [...PHOTO_TYPES],
    params: siteParams,
    body: z.any().describe('the picture'),
    response: { 200: photoAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/photos', { schema: save, bodyLimit: MAX_PHOTO_BYTES, config: { needs: 'signed_in' } }, async (request) => {
    const { params, body, headers } = request;
    const visitor = visitorOf(request);
    checkMayHandIn(visitor);
    const view = await views.one(params.site, visitor);
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const type = typeOf(bytes, headers['content-type']);
    const id = await records.photos.save(view.id, { type, bytes, at: now() });
    await audit(request, { site: view.id, action: 'photo.saved', target: id, detail: `${type}, ${bytes.length} bytes` });
    return { id };
  });

  const show = {
    summary: 'A photo',
    tags,
    params: photoParams,
    response: { 200: { description: 'the picture', content: picture }, ...PROBLEMS },
  };
  app.get('/sites/:site/photos/:id', { schema: show, config: { needs: 'signed_in' } }, async (request, reply) => {
    const { params } = request;
    const visitor = visitorOf(request);
    const view = await views.one(params.site, visitor);
    const photo = (await maySeePhoto(records, view, visitor, params.id)) ? await records.photos.get(view.id, params.id) : undefined;
    if (!photo) throw new NotFound('photo', params.id);
    return reply
      .type(photo.type)
      .header('cache-control', 'private, max-age=31536000, immutable')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .send(Buffer.from(photo.bytes.buffer, photo.bytes.byteOffset, photo.bytes.byteLength));
  });
  done();
};

/** @throws Refused unless it is a picture, and the one that its sender says */
function typeOf(bytes: Buffer, said = ''): PhotoType {
  const type = pictureType(bytes);
  if (type !== undefined && said.split(';', 1)[0]!.trim().toLowerCase() === type) return type;
  throw new Refused(415, `the body is ${type ?? 'no picture that is known'}, and its content type says '${said}'; allowed: ${ALLOWED}`);
}
