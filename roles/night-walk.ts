import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TonightAnswer } from '../api/schemas/tonight.ts';
import type { Log } from '../domain/log.ts';
import { createNightGuard, type GuardsDeed } from '../simulators/night-guard.ts';
import type { NightClock } from './night-clock.ts';

interface Walk {
  url: string;
  site: string;
  clock: NightClock;
  signal: AbortSignal;
  log: Log;
}

const LOOK_MS = 500;
/** Whose lamps are on for a reason. */
const EXPERIMENT = 'lab';

/** A simulated guard with a simulated phone: signs in as the demo's guard and does all over HTTP, like a real one. Ends with the signal. */
export async function walkAsGuard({ url, site, clock, signal, log }: Walk): Promise<void> {
  const guard = createNightGuard(() => clock.now(), EXPERIMENT);
  const ask = await signIn(url);
  const path = `/api/sites/${site}/tonight`;
  while (!signal.aborted) {
    try {
      const list = (await (await ask('GET', path)).json()) as TonightAnswer;
      const deed = list.state === 'before' ? undefined : guard.next(list, list.freezeAt);
      if (deed) await carryOut(ask, path, deed, clock.now());
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, 'the simulated guard could not reach the pages');
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

type Ask = (method: 'GET' | 'POST', path: string, body?: object) => Promise<Response>;

async function signIn(url: string): Promise<Ask> {
  const ask = async (method: string, path: string, body: object | undefined, cookie: string) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const signedIn = await ask('POST', '/api/session/demo', { role: 'guard' }, '');
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  return (method, path, body) => ask(method, path, body, cookie);
}

function carryOut(ask: Ask, path: string, deed: GuardsDeed, at: number): Promise<Response> {
  return 'spotCheck' in deed
    ? ask('POST', `${path}/spot-checks`, { space: deed.spotCheck, result: 'all_off', at })
    : ask('POST', `${path}/answers`, { id: randomUUID(), ...deed.answer, at });
}
