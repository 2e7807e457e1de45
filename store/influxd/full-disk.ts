import { statfsSync } from 'node:fs';
import type { Log } from '../../domain/log.ts';
import type { ReadingStore } from '../ports.ts';
import type { Influxd } from './influxd.ts';

const NO_SPACE = /no space left on device/;
/** With less it would soon be full again. */
const ENOUGH_BYTES = 16 * 1024 * 1024;
const AGAIN_MS = 30_000;

/**
 * Starts our influxd anew when it goes on refusing writes though its disk has room again: 1.x does so for minutes, until it
 * begins another log file of its own accord. What it acknowledged is on the disk already.
 *
 * @param dir where its points are
 */
export function restartAfterFullDisk(
  store: ReadingStore,
  influxd: Pick<Influxd, 'restart'>,
  dir: string,
  log: Pick<Log, 'warn'>,
): ReadingStore {
  let lastAt = -Infinity;

  function look(error: unknown): void {
    if (!(error instanceof Error) || !NO_SPACE.test(error.message) || performance.now() - lastAt < AGAIN_MS) return;
    const { bavail, bsize } = statfsSync(dir);
    if (bavail * bsize < ENOUGH_BYTES) return;
    lastAt = performance.now();
    log.warn({ err: error }, 'the disk has room again, influxd does not notice: it is started again');
    influxd.restart();
  }

  return {
    ...store,
    get place() {
      return store.place;
    },
    async write(batch) {
      try {
        return await store.write(batch);
      } catch (error) {
        look(error);
        throw error;
      }
    },
  };
}
