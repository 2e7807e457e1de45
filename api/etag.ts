import { createHash } from 'node:crypto';
import type { onSendHookHandler } from 'fastify';

/** That an answer was made later does not make it another one. */
const MADE_AT = /"now":\d+/;

/**
 * `onSend` of a route that pages ask again and again: an ETag of the answer but its `now`, and 304 for who has it already.
 */
export const tagged: onSendHookHandler = (request, reply, payload, done) => {
  if (reply.statusCode !== 200 || typeof payload !== 'string') return done(null, payload);
  const hash = createHash('sha256').update(payload.replace(MADE_AT, '')).digest('base64url');
  const tag = `W/"${hash.slice(0, 22)}"`;
  void reply.header('etag', tag).header('cache-control', 'private, no-cache');
  const known = (request.headers['if-none-match'] ?? '').split(',').map((part) => part.trim());
  if (!known.includes(tag)) return done(null, payload);
  void reply.code(304).removeHeader('content-type');
  return done(null, null);
};
