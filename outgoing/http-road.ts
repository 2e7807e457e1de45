import { boundedRequest, type HttpAnswer, type HttpQuestion } from './bounded-request.ts';
import type { HostKind } from './allowed-hosts.ts';
import type { Resolve } from './open-addresses.ts';
import { type Closure, RoadClosed } from './road-closed.ts';

const DEADLINE_MS = 5000;
const MAX_BYTES = 64 * 1024;

export interface RoadDeps {
  kindOf: (host: string, port: number) => HostKind;
  /** Absent: the system's. */
  resolve?: Resolve | undefined;
  /** PEM of an authority of one's own, in place of the known ones. */
  ca?: string | undefined;
  /** Shorter in tests. */
  deadlineMs?: number | undefined;
}

/** What would have to be set so that a host inside the network may be asked. */
export const PRIVATE_SETTING = 'messages.privateHosts';

export const unlisted = (host: string) => `${host} is not allowed; messages.hosts or ${PRIVATE_SETTING} in the settings file allow it`;

/**
 * HTTP to hosts that the settings name: encrypted, unless the host is inside the network; at open addresses only, with the same
 * exception; never where cloud machines hand out secrets. Redirects are not followed.
 *
 * @throws RoadClosed when the settings or the address do not allow it; any other Error when nobody answered, or not wholly
 */
export function createHttpRoad({
  kindOf,
  resolve,
  ca,
  deadlineMs = DEADLINE_MS,
}: RoadDeps): (question: HttpQuestion) => Promise<HttpAnswer> {
  return async (question) => {
    const { protocol, host, hostname, port, username, password } = question.url;
    const closed = (closure: Closure, words: string) => new RoadClosed(closure, host, words);
    if (protocol !== 'https:' && protocol !== 'http:') throw closed('form', `${protocol} is not spoken; allowed: https`);
    if (username !== '' || password !== '') throw closed('form', 'the address holds a user or password; allowed: none');
    const kind = kindOf(hostname, port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port));
    if (kind === undefined) throw closed('unlisted', unlisted(host));
    if (kind === 'public' && protocol !== 'https:')
      throw closed('plain', `${host} would be asked unencrypted; allowed: https, or http within ${PRIVATE_SETTING}`);
    return boundedRequest(question, {
      deadlineMs,
      maxBytes: MAX_BYTES,
      allowPrivate: kind === 'private',
      setting: PRIVATE_SETTING,
      resolve,
      ca,
    });
  };
}
