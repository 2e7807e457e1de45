import { StoreMisconfigured, StoreUnavailable } from '../ports.ts';
import type { Answer } from './influx-http.ts';

const RETRY_AFTER_MS = 1000;

/** What a write was answered, when it is neither the server's nor the settings' fault. */
export type WriteVerdict =
  | { kind: 'stored' }
  /** None of the lines was taken. */
  | { kind: 'refused'; why: string }
  /** Some lines are bad, or there are too many; which ones, smaller portions will tell. */
  | { kind: 'split'; why: string };

/**
 * What to do after an answer to a write.
 *
 * @param lines how many were sent
 * @throws StoreUnavailable   408, 429, 5xx: the same again later
 * @throws StoreMisconfigured 401, 403, 404, unknown retention policy, and whatever is not InfluxDB
 */
export function judgeWrite(answer: Answer, lines: number): WriteVerdict {
  const { status, body } = answer;
  if (status >= 200 && status < 300) return { kind: 'stored' };
  const why = errorText(body);
  if (status === 413) return { kind: 'split', why: why ?? 'too large for the server' };
  if ((status === 400 || status === 422) && why !== undefined) {
    // The count cannot be trusted (it leaves out lines that do not parse), but it is never too large.
    const dropped = /^partial write: .* dropped=(\d+)$/s.exec(why)?.[1];
    return { kind: Number(dropped) === lines ? 'refused' : 'split', why };
  }
  throw failure(answer, why ?? body);
}

/**
 * An answer to a DELETE. InfluxDB 3 knows none, and 1.x wants an account that may write.
 *
 * @throws StoreUnavailable   429, 5xx: again later
 * @throws StoreMisconfigured when this server or this account never deletes, with what to do instead
 */
export function checkDeleted(answer: Answer): void {
  try {
    parseQuery(answer);
  } catch (error) {
    const never =
      error instanceof StoreMisconfigured || answer.status === 501 || /unsupported|not (supported|implemented)/i.test(answer.body);
    if (!never || !(error instanceof Error)) throw error;
    const instead = 'give the database a retention policy of its own there, and set no retention of readings here';
    throw new StoreMisconfigured(`${error.message}. It does not delete old readings for us: ${instead}`, { cause: error });
  }
}

/** The error that an answer stands for, other than a successful one. */
export function failure({ status, body, retryAfterMs }: Answer, why = errorText(body) ?? body): StoreUnavailable | StoreMisconfigured {
  const words = `InfluxDB answered ${status}: ${why.slice(0, 300).trim() || '(nothing)'}`;
  const transient = status === 408 || status === 429 || (status >= 500 && !/retention policy not found/.test(why));
  return transient ? new StoreUnavailable(words, retryAfterMs ?? RETRY_AFTER_MS) : new StoreMisconfigured(words);
}

/** `{"error":"…"}` of the v1 API, `{"message":"…"}` of the v2 one; undefined when somebody else speaks, such as a proxy. */
function errorText(body: string): string | undefined {
  try {
    const { error, message } = JSON.parse(body) as { error?: unknown; message?: unknown };
    const text = error ?? message;
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}

export interface Series {
  columns: string[];
  values: (number | string | null)[][];
}

interface QueryAnswer {
  error?: string;
  results?: { statement_id?: number; error?: string; partial?: boolean; series?: { columns: string[]; values?: Series['values'] }[] }[];
}

/**
 * The series of each statement of a query, in order. An answer in chunks is several objects, one a line; it has to be
 * asked for so (`chunked=true`), because otherwise 1.x cuts long answers without saying so reliably.
 *
 * @throws StoreUnavailable, StoreMisconfigured; also when the last chunk is missing
 */
export function parseQuery(answer: Answer): Series[][] {
  if (answer.status !== 200) throw failure(answer);
  const statements: Series[][] = [];
  const open = new Set<number>();
  for (const line of answer.body.split('\n')) {
    if (line.trim() === '') continue;
    const { error, results = [] } = JSON.parse(line) as QueryAnswer;
    if (error !== undefined) throw queryFailure(error);
    results.forEach((result, index) => {
      if (result.error !== undefined) throw queryFailure(result.error);
      const id = result.statement_id ?? index;
      (statements[id] ??= []).push(...(result.series ?? []).map(({ columns, values = [] }) => ({ columns, values })));
      if (result.partial) open.add(id);
      else open.delete(id);
    });
  }
  if (open.size > 0) throw new StoreUnavailable('InfluxDB ended its answer before the last part', RETRY_AFTER_MS);
  return statements;
}

/** Errors inside an answer of 200. */
function queryFailure(why: string): StoreUnavailable | StoreMisconfigured {
  const words = `InfluxDB could not answer a query: ${why}`;
  return /database not found|retention policy not found|not authorized|authorization failed/.test(why)
    ? new StoreMisconfigured(words)
    : new StoreUnavailable(words, RETRY_AFTER_MS);
}
