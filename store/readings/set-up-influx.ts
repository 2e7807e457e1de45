import { failure, parseQuery } from './influx-answers.ts';
import { createInfluxHttp, type InfluxAddress } from './influx-http.ts';

const DEADLINE_MS = 15_000;

/**
 * Make sure that the database is there: looked for, and created where it is not. A step of its own, done once at the
 * first start: InfluxDB 2 and 3 do not let a program create one.
 *
 * Shards of 30 days instead of 7: a year of school meters is little, and each shard costs memory and time to every
 * question about a long span.
 *
 * @returns the server's version, when it says one
 * @throws StoreUnavailable when the server cannot be reached, StoreMisconfigured when it refuses
 */
export async function setUpInflux(address: InfluxAddress): Promise<string | undefined> {
  const http = createInfluxHttp(address, { deadlineMs: DEADLINE_MS, sockets: 1 });
  const run = async (method: 'GET' | 'POST', statement: string) => {
    const answer = await http.send(method, `/query?${new URLSearchParams({ q: statement }).toString()}`);
    if (answer.status !== 200) throw failure(answer);
    return parseQuery(answer);
  };
  try {
    const [names = []] = await run('GET', 'SHOW DATABASES');
    const known = names.some(({ values }) => values.some(([name]) => name === address.database));
    if (!known) await run('POST', `CREATE DATABASE "${address.database}" WITH SHARD DURATION 30d`);
    return http.version();
  } finally {
    http.close();
  }
}
