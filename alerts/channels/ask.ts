import type { Outcome } from './channel.ts';
import { type Closure, type HttpAnswer, type HttpQuestion, RoadClosed, type Roads } from './roads.ts';
import { byStatus, permanent, retry, type Verdict } from './verdicts.ts';
import { withoutSecrets } from './without-secrets.ts';

interface Asking {
  roads: Pick<Roads, 'http' | 'now'>;
  question: HttpQuestion;
  /** What must never be read in an answer. */
  secrets: readonly (string | undefined)[];
  /** The vendor's own word on it: success is a code in the body, not a status. Undefined: says nothing that we know. */
  read: (body: unknown, answer: HttpAnswer) => Verdict | undefined;
}

/**
 * What all channels over HTTP do alike: one question, the vendor's word, and what the status says where there is none.
 * A redirect is refused before anything in it is read. Never rejects.
 */
export async function ask({ roads, question, secrets, read }: Asking): Promise<Outcome> {
  const answer = await roads.http(question).catch((cause: unknown) => cause);
  if (!isAnswer(answer)) return unanswered(answer, secrets);
  const isRedirect = answer.status >= 300 && answer.status < 400;
  const verdict = (isRedirect ? undefined : read(jsonOf(answer.body), answer)) ?? byStatus(answer, roads.now());
  return { ...verdict, answer: withoutSecrets(`HTTP ${answer.status} ${answer.body}`, secrets) };
}

/** Nobody answered, or our own rules forbid to ask. */
export function unanswered(cause: unknown, secrets: Asking['secrets']): Outcome {
  const words = withoutSecrets(wordsOf(cause), secrets);
  if (cause instanceof RoadClosed) {
    return { ...permanent({ zh: closedZh(cause), en: `Not asked: ${words}.` }), answer: '' };
  }
  if (SURELY_NOT_SENT.test(codeOf(cause))) {
    const why = { zh: `连不上对方（${words}），稍后再试。`, en: `No connection (${words}); it is tried again later.` };
    return { ...retry(why), answer: `not sent: ${words}` };
  }
  const why = { zh: `没有收到完整的回答（${words}），稍后再试。`, en: `No whole answer (${words}); it is tried again later.` };
  return { ...retry(why), answer: '' };
}

function closedZh({ closure, host }: RoadClosed): string {
  const words: Record<Closure, string> = {
    unlisted: `${host} 不在允许的地址里。请在设置文件的 messages.hosts（公网）或 messages.privateHosts（内网）中写上它，再重启服务。`,
    plain: `${host} 在公网上，只能用 https 访问。`,
    inside: `${host} 指向内网地址。如果确实是校内的服务器，请在设置文件的 messages.privateHosts 中写上它，再重启服务。`,
    never: `${host} 指向不允许访问的地址（云主机内部接口、组播等）。`,
    form: '网址写法不对：只能是 http 或 https，不能带用户名和密码。',
  };
  return words[closure];
}

/** No name, no connection, no trust: nothing of ours was read. Of all other errors nobody knows whether it arrived. */
const SURELY_NOT_SENT = /^(ENOTFOUND|EAI_|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENETDOWN|ERR_TLS_|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO)/;

const codeOf = (cause: unknown) => (cause instanceof Error && 'code' in cause ? String(cause.code) : '');

const isAnswer = (value: unknown): value is HttpAnswer => typeof value === 'object' && value !== null && 'status' in value;

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Connection errors of a name with several addresses come in a bundle without words of its own. */
function wordsOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(wordsOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

/** JSON with its header. */
export const jsonQuestion = (url: URL, body: object, headers: Readonly<Record<string, string>> = {}): HttpQuestion => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
});
