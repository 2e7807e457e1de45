import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reading } from '../../domain/reading.ts';
import { openRig, readingOf, type Rig, T0 } from '../collector/rig.ts';
import { checkFour, createCollectingLog, type Published } from './four-checks.ts';

const published: Reading[] = [0, 1, 2].map((index) => readingOf(T0 + index * 60_000, index));
const idle = { inFlight: 0, spooled: 0 };

describe('the four checks', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await openRig();
    await rig.readings.write(published);
  });
  afterEach(() => rig.close());

  const check = (changes: Partial<Parameters<typeof checkFour>[0]> = {}) => checkFour({ published, state: idle, ...rig, ...changes });

  async function refuse(count: number): Promise<void> {
    await rig.records.intake.commit({ latest: [], touched: [], refused: [], refusals: new Map([['bad_json', count]]), unknown: [] });
  }

  it('are content with what was published and stored', async () => {
    await expect(check()).resolves.toBeUndefined();
  });

  it('name a reading that is missing, and one that nobody published', async () => {
    const other = readingOf(T0 + 3 * 60_000, 3);
    await expect(check({ published: [...published.slice(1), other] })).rejects.toThrow(
      /1 of 3 published are neither stored nor dead-lettered: east\/a1 \(electricity\) at 2026-03-01T00:03.*\n- 1 are stored that were not published.*T00:00:00/,
    );
  });

  it('name a reading that is stored with another value', async () => {
    await expect(check({ published: [...published.slice(1), readingOf(T0, 9)] })).rejects.toThrow('{"energy_kwh":0}, not {"energy_kwh":9}');
  });

  it('want each dead letter counted, once or where messages are repeated at least once', async () => {
    const withGarbage: Published[] = [...published, { refused: 'bad_json' }];
    await expect(check({ published: withGarbage })).rejects.toThrow('dead letters counted as bad_json: 0; published to be so: 1');
    await refuse(1);
    await check({ published: withGarbage });
    await expect(check()).rejects.toThrow('dead letters counted as bad_json: 1; published to be so: 0');
    await refuse(1);
    await expect(check({ published: withGarbage })).rejects.toThrow('bad_json: 2');
    await check({ published: withGarbage, repeated: true });
  });

  it('do not take a reading that is to be refused for stored', async () => {
    await refuse(1);
    const [first, ...others] = published;
    await expect(check({ published: [{ ...first!, refused: 'bad_json' }, ...others] })).rejects.toThrow('to be refused as bad_json');
  });

  it('see a point that the store has twice', async () => {
    const counts = () => Promise.resolve(new Map([[T0, 4]]));
    await expect(check({ readings: { range: (...asked) => rig.readings.range(...asked), counts } })).rejects.toThrow(
      '4 points of 3 instants',
    );
  });

  it('see what is left behind, and a collector that did not say', async () => {
    await expect(check({ state: { inFlight: 2, spooled: 5 } })).rejects.toThrow('left behind: 2 in flight, 5 in the spool');
    await expect(check({ state: undefined! })).rejects.toThrow('never saved its state');
  });

  it('see an error that the fault does not explain', async () => {
    const { log, said } = createCollectingLog();
    log.warn({}, 'the store is slow');
    log.error({ err: new Error('EIO') }, 'the readings store takes nothing');
    await expect(check({ said })).rejects.toThrow('error the readings store takes nothing {"err":"Error: EIO"}');
    await check({ said, expected: [/readings store takes nothing/] });
  });
});
