import type { Page } from 'playwright-core';
import type { LinkAnswer, PersonView } from '../../api/schemas/access.ts';
import type { Role } from '../../domain/access.ts';
import type { RunningGreenleaf } from './greenleaf.ts';

/** Somebody who can come in to a running Greenleaf, and is in already. */
export interface Insider {
  name: string;
  login: string;
  password: string;
  /** Of his session: for requests that no browser makes. */
  headers: { cookie: string };
}

/** The first administrator, by the link that the program has printed. */
export async function setUp(greenleaf: Pick<RunningGreenleaf, 'url' | 'output'>, name = '管理员'): Promise<Insider> {
  const code = /\/setup#(\S+)/.exec(greenleaf.output())?.[1];
  if (code === undefined) throw new Error(`no set-up link was printed:\n${greenleaf.output()}`);
  const login = { login: 'administrator', password: 'correct horse battery staple' };
  return { name, ...login, headers: await cookieOf(greenleaf.url, 'setup', { code, name, ...login }) };
}

/** Somebody more, who has set his own password by an invitation. */
export async function invite({ url }: Pick<RunningGreenleaf, 'url'>, by: Insider, name: string, role: Role): Promise<Insider> {
  const reach = { sites: null, buildings: null, spaces: null };
  const { person } = await sendJson<{ person: PersonView }>(url, 'people', { name, role, reach }, by.headers);
  const link = await sendJson<LinkAnswer>(url, `people/${person.id}/invite`, {}, by.headers);
  const login = { login: `${role}.${person.id.slice(0, 8)}`, password: 'correct horse battery staple' };
  return { name, ...login, headers: await cookieOf(url, 'session/invite', { code: link.url.slice(link.url.indexOf('#') + 1), ...login }) };
}

/** Somebody of the demo campus, for requests that no browser makes. */
export const demoHeaders = (url: string, role: Role = 'administrator'): Promise<{ cookie: string }> =>
  cookieOf(url, 'session/demo', { role });

/** A browser comes in as somebody: by name and password, or as a role of the demo campus. The page is left on the sign-in. */
export async function signIn(page: Page, url: string, who: Pick<Insider, 'login' | 'password'> | Role): Promise<void> {
  const [path, body] =
    typeof who === 'string' ? ['session/demo', { role: who }] : ['session', { login: who.login, password: who.password }];
  await page.goto(`${url}/sign-in`);
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const status = await page.evaluate<number>(`fetch('/api/${path}', ${JSON.stringify(request)}).then((answer) => answer.status)`);
  if (status !== 200) throw new Error(`the sign-in was answered with ${status}`);
}

async function cookieOf(url: string, path: string, body: object): Promise<{ cookie: string }> {
  const answer = await send(url, path, body);
  const cookie = answer.headers.getSetCookie()[0]?.split(';', 1)[0];
  if (cookie === undefined) throw new Error(`${path} gave no cookie`);
  return { cookie };
}

const sendJson = async <T>(url: string, path: string, body: object, headers: Record<string, string>) =>
  (await (await send(url, path, body, headers)).json()) as T;

async function send(url: string, path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  const answer = await fetch(`${url}/api/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}
