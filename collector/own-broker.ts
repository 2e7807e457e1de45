import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { Aedes } from 'aedes';
import type { Log } from '../domain/log.ts';

export interface OwnBroker {
  url: string;
  port: number;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const PORTS_TO_TRY = 50;

/**
 * A broker inside this process, on loopback only: for the demo and for trying out. It keeps its sessions in memory.
 *
 * @param options.port the next free one is used when it is taken; 0 for any
 * @throws Error when no port near it is free
 */
export async function openOwnBroker({ port, log }: { port: number; log: Log }): Promise<OwnBroker> {
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  const taken = await listen(server, port);
  if (port !== 0 && taken !== port)
    log.warn({ wanted: port, port: taken }, `port ${port} is taken; our own MQTT broker listens on ${taken}`);
  // A client that misbehaves is its own trouble; without a listener an error event would end the process.
  broker.on('clientError', (client, error) => log.warn({ client: client.id, error: error.message }, 'a client of our own broker failed'));
  // Such as a client that tries MQTT 5 first.
  broker.on('connectionError', (_, error) => log.info({ error: error.message }, 'a connection to our own broker failed'));
  return {
    url: `mqtt://${HOST}:${taken}`,
    port: taken,
    async close() {
      const closed = once(server, 'close');
      server.close();
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await closed;
    },
  };
}

async function listen(server: Server, first: number): Promise<number> {
  for (let port = first; ; port++) {
    try {
      server.listen(port, HOST);
      await once(server, 'listening');
      const address = server.address();
      return address !== null && typeof address === 'object' ? address.port : port;
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
      if (!isTaken || port - first >= PORTS_TO_TRY || port >= 65_535) {
        throw new Error(`no free port for our own MQTT broker from ${first} to ${port}`, { cause: error });
      }
    }
  }
}
