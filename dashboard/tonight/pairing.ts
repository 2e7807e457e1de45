import type { SessionAnswer } from '../../api/schemas/access.ts';
import { homeOf } from '../access/home.ts';
import { request } from './network.ts';

/** `used`: unknown, used or too old: the server does not tell them apart. `plain`: nobody can come in over this connection. */
export type Pairing =
  | { kind: 'paired'; name: string; goTo: string }
  | { kind: 'used' }
  | { kind: 'too_many' }
  | { kind: 'plain'; detail: { zh: string; en: string } }
  | { kind: 'unreachable' };

/** Makes this phone a device of the person whose code it is. @param code of the link, which works once */
export async function pairWith(code: string): Promise<Pairing> {
  try {
    const body = JSON.stringify({ code });
    const response = await request('/api/session/pair', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    if (response.status === 429) return { kind: 'too_many' };
    if (response.status >= 500) return { kind: 'unreachable' };
    const { closed, visitor } = response.ok ? ((await response.json()) as SessionAnswer) : await session();
    if (response.ok && visitor) return { kind: 'paired', name: visitor.name, goTo: homeOf(visitor) };
    return closed ? { kind: 'plain', detail: closed } : { kind: 'used' };
  } catch {
    return { kind: 'unreachable' };
  }
}

async function session(): Promise<SessionAnswer> {
  const response = await request('/api/session');
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return (await response.json()) as SessionAnswer;
}
