import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { onTestFinished } from 'vitest';
import type { AppOptions } from '../../../api/app.ts';
import { createLinks } from '../../../api/access/links.ts';
import { createPasswords } from '../../../api/access/passwords.ts';
import type { SessionAnswer } from '../../../api/schemas/access.ts';
import { openSchool, type School } from '../school.ts';

export const AT = Date.UTC(2026, 2, 2, 8);
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const PASSWORD = 'green leaves at night';

/** A school whose passwords cost little to check. */
export async function openDoor(options: Partial<AppOptions> = {}): Promise<School> {
  const school = await openSchool(AT, { passwords: createPasswords({ costLog2: 4 }), ...options });
  onTestFinished(() => school.close());
  return school;
}

export interface Answer<T> {
  status: number;
  body: T;
  headers: LightMyRequestResponse['headers'];
  cookies: LightMyRequestResponse['cookies'];
}

/** A browser with its cookies. */
export interface Browser {
  cookies: Map<string, string>;
  ask<T = { detail: string }>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<Answer<T>>;
  who(): Promise<SessionAnswer>;
}

/** @param from address of its machine; @param host what stands in its address bar */
export function openBrowser(app: FastifyInstance, { from = '127.0.0.1', host = 'localhost:8080' } = {}): Browser {
  const cookies = new Map<string, string>();
  async function ask<T>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const own = { host, ...(method === 'GET' ? {} : { origin: `http://${host}` }), ...(cookie ? { cookie } : {}) };
    const response = await app.inject({
      method,
      url: `/api${url}`,
      remoteAddress: from,
      headers: { ...own, ...headers },
      ...(body ? { payload: body } : {}),
    });
    for (const { name, value } of response.cookies) {
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return { status: response.statusCode, body: response.json<T>(), headers: response.headers, cookies: response.cookies };
  }
  return { cookies, ask, who: async () => (await ask<SessionAnswer>('GET', '/session')).body };
}

/** The link that the terminal shows, and what follows: the head comes in. */
export async function setUp(school: School): Promise<Browser> {
  const browser = openBrowser(school.app);
  const { code } = await linksOf(school).make('setup', null);
  const { status, body } = await browser.ask('POST', '/setup', { code, name: '张主任', login: 'zhang', password: PASSWORD });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return browser;
}

export const linksOf = ({ records }: School, now = AT) => createLinks(records.codes, () => now);
