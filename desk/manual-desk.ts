import { randomUUID } from 'node:crypto';
import type { Clock } from '../domain/clock.ts';
import { type CorrectionDesk, StatementRefused } from '../domain/correction.ts';
import { type Field, MEDIUM_FACTS } from '../domain/medium.ts';
import { type Meter, storedBuilding } from '../domain/site.ts';
import type { ManualDesk, ManualReading } from '../store/people-ports.ts';
import type { ReadingStore, Records } from '../store/ports.ts';
import { createCatalogCache } from '../jobs/catalog-cache.ts';
import { judgeManual } from './manual-check.ts';

interface ManualDeskDeps {
  records: Pick<Records, 'catalog' | 'intervals' | 'manualReadings' | 'photos'>;
  readings: Pick<ReadingStore, 'range' | 'write'>;
  desk: Pick<CorrectionDesk, 'record'>;
  now: Clock;
}

/** So many readings of a meter are looked through for one that was sent twice. */
const RECENT = 200;

/**
 * Takes readings that people took. They are readings like all others, stamped by a person; what they prove is computed by the
 * same code. One that looks wrong counts for nothing until a second person has seen the same.
 */
export function createManualDesk({ records, readings, desk, now }: ManualDeskDeps): ManualDesk {
  const { manualReadings, intervals, photos } = records;
  const sitesNow = createCatalogCache(records.catalog);

  async function meterOf(site: string, id: string): Promise<{ meter: Meter; field: Field }> {
    const meter = (await sitesNow()).get(site)?.meters.get(id);
    if (!meter) throw new StatementRefused('meter', `no meter '${id}' on site '${site}'`);
    const field = MEDIUM_FACTS[meter.medium].register;
    if (!field || meter.kind === 'interval') throw new StatementRefused('meter', `'${id}' has no register that a person could read`);
    return { meter, field };
  }

  async function checkInstant(at: number): Promise<void> {
    if (at > now()) throw new StatementRefused('at', `${new Date(at).toISOString()} lies in the future`);
    const rawSince = await intervals.rawSince();
    if (at > rawSince) return;
    throw new StatementRefused(
      'at',
      `${new Date(at).toISOString()}: readings before ${new Date(rawSince).toISOString()} are not kept any more`,
    );
  }

  /**
   * A reading is never overwritten: that of a person takes the next free millisecond. One that was stored by an attempt that
   * broke off is its own place.
   */
  async function freeInstant(meter: Meter, field: Field, { at, value }: Pick<ManualReading, 'at' | 'value'>): Promise<number> {
    const rows = await readings.range({ site: meter.site, meter: meter.id, medium: meter.medium }, at, at + 1000);
    const taken = new Set(rows.filter(({ clock, fields }) => clock !== 'person' || fields[field] !== value).map((row) => row.at));
    let free = at;
    while (taken.has(free)) free++;
    return free;
  }

  /** First the reading, then the word of it: when it breaks off in between, the same again completes it. */
  async function store(manual: ManualReading): Promise<ManualReading> {
    const { site, meter: id, value } = manual;
    const { meter, field } = await meterOf(site, id);
    const at = await freeInstant(meter, field, manual);
    const ref = { site, building: storedBuilding(meter), meter: id, medium: meter.medium };
    const [refused] = await readings.write([{ ref, at, fields: { [field]: value }, clock: 'person' }]);
    if (refused) throw new StatementRefused('value', `the store of readings refuses it: ${refused.why}`);
    const stored = { ...manual, at };
    await manualReadings.save(stored, [{ site, meter: id, fromAt: at, toAt: at }]);
    return stored;
  }

  return {
    async check(site, id, at, value) {
      const { meter, field } = await meterOf(site, id);
      await checkInstant(at);
      return judgeManual({ readings, intervals }, meter, field, { at, value });
    },

    async take(site, id, { at, value, by, note, photo, sure }) {
      const { meter, field } = await meterOf(site, id);
      await checkInstant(at);
      if (photo !== null && !(await photos.get(site, photo))) throw new StatementRefused('photo', `no photo '${photo}'`);
      const recent = await manualReadings.list(site, { meter: id, limit: RECENT });
      const twin = recent.find(
        (known) => known.state !== 'refused' && known.by === by && known.value === value && isSameMinute(known.at, at),
      );
      const free = twin?.at ?? (await freeInstant(meter, field, { at, value }));
      const check = await judgeManual({ readings, intervals }, meter, field, { at: free, value });
      if (twin) return { reading: twin, check };
      const reading: ManualReading = {
        id: randomUUID(),
        site,
        meter: id,
        at: free,
        value,
        by,
        note,
        photo,
        concern: check.concern,
        state: check.concern ? 'pending' : 'stored',
        check: null,
        recordedAt: now(),
      };
      if (!check.concern) return { reading: await store(reading), check };
      if (!sure) return { reading: null, check };
      await manualReadings.save(reading);
      return { reading, check };
    },

    async review(site, id, { by, agrees, note }) {
      const known = await manualReadings.get(site, id);
      if (!known) throw new StatementRefused('id', `no manual reading '${id}' on site '${site}'`);
      if (known.check) throw new StatementRefused('id', `it was checked already, by ${known.check.by}`);
      if (isSamePerson(by, known.by)) throw new StatementRefused('by', `${known.by} took this reading; somebody else has to check it`);
      const reading: ManualReading = { ...known, state: agrees ? 'checked' : 'refused', check: { by, at: now(), note } };
      if (agrees && known.state === 'pending') return store(reading);
      if (!agrees && known.state === 'stored') {
        const reason = note || `a second person read something else than ${known.value}`;
        await desk.record(site, known.meter, { kind: 'step', toAt: known.at, as: 'glitch' }, { by, reason });
      }
      await manualReadings.save(reading);
      return reading;
    },
  };
}

/** The same display, read once and sent twice. */
const isSameMinute = (one: number, other: number) => Math.abs(one - other) < 60_000;

const isSamePerson = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();
