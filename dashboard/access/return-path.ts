const NOBODY = 'http://greenleaf.invalid';
/** The ways in themselves lead round in a circle; the API is no page. */
const NO_PAGES = /^\/(?:sign-in|setup|invite|pair|api)(?:\/|$)/;

/**
 * Where to go after the sign-in, as the address bar asks for it: a path of this server with its query, or undefined.
 * Whoever hands on a link must not be able to send people elsewhere: `//evil.example`, `/\evil.example`, `https:…`.
 */
export function returnPath(asked: unknown): string | undefined {
  if (typeof asked !== 'string' || !asked.startsWith('/')) return undefined;
  if (!URL.canParse(asked, NOBODY)) return undefined;
  const { origin, pathname, search, hash } = new URL(asked, NOBODY);
  // `/x/..//evil.example` is of this origin and becomes another one when it is read a second time.
  if (origin !== NOBODY || pathname.startsWith('//') || NO_PAGES.test(pathname)) return undefined;
  return pathname + search + hash;
}

/** The page of the sign-in that leads back to where somebody was. */
export function signInPath(from: string, why?: 'expired'): string {
  const query = new URLSearchParams();
  const back = returnPath(from);
  if (back !== undefined && back !== '/') query.set('to', back);
  if (why) query.set('why', why);
  return query.size > 0 ? `/sign-in?${query}` : '/sign-in';
}
