import { describe, expect, it, vi } from 'vitest';
import { restartAfterFullDisk } from '../../../store/influxd/full-disk.ts';
import { type ReadingStore, StoreUnavailable } from '../../../store/ports.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A store that refuses all writes in these words. */
function build(words: string) {
  const restart = vi.fn<() => void>();
  const refusing = { kind: 'influx', place: 'here', write: () => Promise.reject(new StoreUnavailable(words, 1)) };
  const store = restartAfterFullDisk(refusing as unknown as ReadingStore, { restart }, temporaryFolder(), { warn: () => {} });
  return { store, restart };
}

describe('our influxd after its disk was full', () => {
  it('is started again, once, when it goes on refusing though there is room; the batch is still not stored', async () => {
    const { store, restart } = build('InfluxDB answered 500: engine: error writing WAL entry: write x.wal: no space left on device');
    for (let attempt = 0; attempt < 3; attempt++) await expect(store.write([])).rejects.toThrow(StoreUnavailable);
    expect(restart).toHaveBeenCalledTimes(1);
    expect(store.place).toBe('here');
  });

  it('is left alone when it refuses for another reason', async () => {
    const { store, restart } = build('InfluxDB answered 503: starting');
    await expect(store.write([])).rejects.toThrow(StoreUnavailable);
    expect(restart).not.toHaveBeenCalled();
  });
});
