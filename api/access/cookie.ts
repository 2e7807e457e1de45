import type { FastifyReply, FastifyRequest } from 'fastify';

/** Browsers take it only over https and from this machine, and only for this very host. */
export const COOKIE = '__Host-greenleaf';
/**
 * The same without encryption: Safari takes no `Secure` cookie from http://localhost, and no browser takes one from another
 * machine over http, where the settings may allow that (`http.plainSignIn`). Over https it is not looked at.
 */
export const PLAIN_COOKIE = 'greenleaf';

/** Pages themselves are open, so that a link in a message leads to one, whose own requests then carry the cookie. */
const OPTIONS = { path: '/', httpOnly: true, sameSite: 'strict' } as const;

export function readCookie({ protocol, cookies }: FastifyRequest): string | undefined {
  return cookies[COOKIE] ?? (protocol === 'https' ? undefined : cookies[PLAIN_COOKIE]);
}

/** @param expiresAt the browser forgets it then; the server does so too */
export function giveCookie(request: FastifyRequest, reply: FastifyReply, secret: string, expiresAt: number): void {
  const expires = new Date(expiresAt);
  reply.setCookie(COOKIE, secret, { ...OPTIONS, secure: true, expires });
  if (request.protocol !== 'https') reply.setCookie(PLAIN_COOKIE, secret, { ...OPTIONS, secure: false, expires });
}

export function takeCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(COOKIE, { ...OPTIONS, secure: true });
  if (request.protocol !== 'https') reply.clearCookie(PLAIN_COOKIE, { ...OPTIONS, secure: false });
}
