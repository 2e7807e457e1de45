import type { FastifyRequest } from 'fastify';
import type { Sentence } from '../../domain/words.ts';
import { Refused } from '../problems.ts';
import { isPrivateLine } from './from-here.ts';

const CLOSED: Sentence = {
  zh: '这条连接未加密，密码会被旁人看到，因此不能登录。请用 https 地址打开本页，或在装有绿叶的这台机器上打开。如何启用 https 见 docs/settings.md；管理员也可在设置文件中写 http.plainSignIn: true 允许明文登录。',
  en: 'This connection is not encrypted: others could read the password, so nobody signs in over it. Open the page by https, or on the machine that Greenleaf runs on. docs/settings.md says how to get https; http.plainSignIn: true in the settings file allows it without.',
};

/** Why nobody comes in over this connection; null: one does. */
export const closedFor = (request: FastifyRequest, plainSignIn: boolean) => (plainSignIn || isPrivateLine(request) ? null : CLOSED);

/** @throws Refused with the words */
export function checkLine(request: FastifyRequest, plainSignIn: boolean): void {
  const closed = closedFor(request, plainSignIn);
  if (closed) throw new Refused(403, closed.en, { closed });
}
