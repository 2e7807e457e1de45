import { StoreUnavailable } from '../ports.ts';
import { createInfluxHttp } from '../readings/influx-http.ts';
import type { InfluxdHome } from './influxd-home.ts';

/** A password is hashed slowly, on purpose. */
const FIRST_DEADLINE_MS = 15_000;

export interface InfluxdHealth {
  /** True when it answers a real query. @throws Error when it is there but does not know our password */
  isWell(): Promise<boolean>;
  close(): void;
}

/** Looks whether the influxd on a port answers us. A new one has no users: then ours is made. */
export function createInfluxdHealth(home: InfluxdHome, port: number, deadlineMs: number): InfluxdHealth {
  const url = `http://127.0.0.1:${port}`;
  const { username, password } = home;
  const known = createInfluxHttp({ url, database: '', username, password }, { deadlineMs, sockets: 1 });
  const stranger = createInfluxHttp({ url, database: '' }, { deadlineMs: FIRST_DEADLINE_MS, sockets: 1 });
  const query = (statement: string) => `/query?${new URLSearchParams({ q: statement }).toString()}`;

  /** Without a password this is allowed once, as long as there is no administrator. */
  async function createUser(): Promise<void> {
    const { status, body } = await stranger.send(
      'POST',
      query(`CREATE USER "${username}" WITH PASSWORD '${password}' WITH ALL PRIVILEGES`),
    );
    if (status !== 200 || body.includes('"error"')) {
      throw new Error(`influxd on ${url} does not know the password in ${home.dir}/password; put back the file that belongs to this data`);
    }
  }

  return {
    async isWell() {
      try {
        const { status } = await known.send('GET', query('SHOW DATABASES'));
        if (status === 401 || status === 403) await createUser();
        return status === 200 || status === 401 || status === 403;
      } catch (error) {
        if (error instanceof StoreUnavailable) return false;
        throw error;
      }
    },
    close() {
      known.close();
      stranger.close();
    },
  };
}
