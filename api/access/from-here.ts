import type { FastifyRequest } from 'fastify';

/** Says that somebody passed the request on, so that the socket is not the one who asks. */
const PASSED_ON = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'cf-connecting-ip'];

/**
 * Whether somebody on this very machine asks. The socket counts, not what headers say of it; `Host` and `Origin` have to be
 * of this machine too, because a page of somebody else can let its own name point to 127.0.0.1 (DNS rebinding).
 */
export function isFromHere({
  socket,
  headers,
}: Pick<FastifyRequest, 'headers'> & { socket: { remoteAddress?: string | undefined } }): boolean {
  if (!isLoopbackAddress(socket.remoteAddress ?? '')) return false;
  if (PASSED_ON.some((name) => headers[name] !== undefined)) return false;
  const { host, origin } = headers;
  return isLoopbackHost(`http://${host ?? ''}`) && (origin === undefined || isLoopbackHost(origin));
}

const isLoopbackAddress = (address: string) => address === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address);

function isLoopbackHost(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || isLoopbackAddress(hostname);
}

/** Whether nobody between can read what is sent: https, as far as we and a proxy that we trust can tell, or this machine. */
export const isPrivateLine = (request: FastifyRequest) => request.protocol === 'https' || isFromHere(request);
