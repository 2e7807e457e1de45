import type { FastifyRequest } from 'fastify';
import { renderSVG } from 'uqr';
import type { LinkAnswer } from '../schemas/access.ts';

/**
 * A link to a page, with its code behind `#`, which browsers send to nobody.
 *
 * @param publicUrl undefined: where whoever asks has reached us, which his own browser says
 */
export function toLinkAnswer(
  { protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>,
  publicUrl: string | undefined,
  page: 'invite' | 'pair',
  { code, expiresAt }: { code: string; expiresAt: number },
): LinkAnswer {
  const url = `${publicUrl ?? `${protocol}://${host}`}/${page}#${code}`;
  return { url, svg: renderSVG(url, { ecc: 'M' }), expiresAt };
}
