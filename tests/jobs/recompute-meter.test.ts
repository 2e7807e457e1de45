import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalTime } from '../../domain/local-time.ts';
import type { StoredReading } from '../../domain/reading.ts';
import type { Meter } from '../../domain/site.ts';
import { computeReplacement } from '../../jobs/recompute-meter.ts';
import type { Span } from '../../jobs/recompute-span.ts';
import type { Records } from '../../store/ports.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { createMemoryReadings, meterOf, planOf } from './campus.ts';
import {
  arrival,
  batchesOf,
  fromScratch,
  meterAbout,
  MINUTE,
  nothingSaid,
  reading,
  spanOfRows,
  storedOf,
  wildFacts,
  wildSeries,
  ZONES,
} from './register-series.ts';
import { meterOfHistory, trueHistory } from './true-history.ts';

let folder: string;
let records: Records;
let runs = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'greenleaf-replacement-'));
  records = await openRecords(join(folder, 'records.sqlite'), { temporary: true });
});
afterAll(async () => {
  await records.close();
  rmSync(folder, { recursive: true, force: true });
});

const zones = fc.constantFrom(...ZONES);
const everything: Span = { fromAt: 0, toAt: Number.POSITIVE_INFINITY };

/** Readings of one meter, and its days as they are computed again in spans. */
function rig(zone: string) {
  const readings = createMemoryReadings();
  const site = `s${runs++}`;
  return {
    site,
    put: (rows: readonly StoredReading[]) => readings.put({ site, meter: 'm' }, rows),
    async compute(meter: Meter, span: Span) {
      const known = { plan: planOf([meter], zone), local: createLocalTime(zone), meters: new Map([[meter.id, meter]]) };
      const replacement = await computeReplacement({ readings, intervals: records.intervals }, known, meter, span);
      await records.intervals.replaceDays(replacement);
      return replacement;
    },
  };
}

describe('recomputing what was touched', () => {
  it('gives what a computation from scratch gives, whatever is said about the meter and however its readings come', async () => {
    await fc.assert(
      fc.asyncProperty(wildSeries, wildFacts, arrival, zones, async (rows, facts, way, zone) => {
        const { site, put, compute } = rig(zone);
        const meter = meterAbout(site, rows, facts);
        for (const batch of batchesOf(rows, way)) {
          put(batch);
          await compute(meter, spanOfRows(batch));
        }
        const { days, steps, total } = await storedOf(records.intervals, meter);
        const whole = fromScratch(meter, zone, rows);
        expect({ days, steps, total }).toEqual(whole);
        const values = days.flatMap((day) => [...day.values]);
        expect(facts.falls === 'net' || values.every((value) => !(value < 0))).toBe(true);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  }, 120_000);

  it('counts what truly flowed, to the last grain: days and held gaps together', async () => {
    await fc.assert(
      fc.asyncProperty(trueHistory, arrival, zones, async (life, way, zone) => {
        const { site, put, compute } = rig(zone);
        const meter = meterOfHistory(site, life);
        for (const batch of batchesOf(life.rows, way)) {
          put(batch);
          await compute(meter, spanOfRows(batch));
        }
        const { days, steps, total } = await storedOf(records.intervals, meter);
        expect(total ?? 0).toBe(life.truth);
        expect(steps.map(({ kind }) => kind)).not.toContain('suspicious');
        expect(days).toEqual(fromScratch(meter, zone, life.rows).days);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  }, 120_000);

  const change = fc.constantFrom('normal', 'glitch', 'reset', 'unknown', 'exchange', 'outage', 'spread', 'ratio');
  it('does the same for a correction, and for its end', async () => {
    await fc.assert(
      fc.asyncProperty(wildSeries, wildFacts, fc.nat(60), change, fc.nat(12), zones, async (rows, facts, index, what, long, zone) => {
        const { site, put, compute } = rig(zone);
        const before = meterAbout(site, rows, facts);
        const [after, span] = corrected(before, rows[Math.min(index, rows.length - 1)]!.at, what, long);
        put(rows);
        await compute(before, everything);
        for (const meter of [after, before]) {
          await compute(meter, span);
          expect(await storedOf(records.intervals, meter)).toEqual(fromScratch(meter, zone, rows));
        }
      }),
      { numRuns: 60, endOnFailure: true },
    );
  }, 120_000);
});

/** The meter with one thing more that is said about an instant, and the span that it touches. */
function corrected(meter: Meter, at: number, what: string, long: number): [Meter, Span] {
  const history = meter.history ?? nothingSaid;
  const one = { fromAt: at, toAt: at + 1 };
  const said = (facts: Partial<typeof history>): Meter => ({ ...meter, history: { ...history, ...facts } });
  if (what === 'exchange') {
    const exchanges = [...history.exchanges, { at: at - 3000, closing: 991, opening: 1 }].toSorted((a, b) => a.at - b.at);
    return [said({ exchanges }), { fromAt: at - 3000, toAt: at - 2999 }];
  }
  if (what === 'outage') {
    const toAt = at + long * 20 * MINUTE + 1;
    const outages = [...history.outages, { fromAt: at, toAt, why: 'bypassed' as const }].toSorted((a, b) => a.fromAt - b.fromAt);
    return [said({ outages }), { fromAt: at, toAt: toAt + 1 }];
  }
  if (what === 'ratio') {
    const ratios = [...meter.ratios, { fromAt: at, ratio: 17 }].toSorted((a, b) => a.fromAt - b.fromAt);
    return [
      { ...meter, ratios },
      { fromAt: at, toAt: Number.POSITIVE_INFINITY },
    ];
  }
  if (what === 'spread') return [said({ spreads: [...history.spreads, at] }), one];
  const decisions = history.decisions.filter(({ toAt }) => toAt !== at);
  return [said({ decisions: [...decisions, { toAt: at, as: what as 'normal' }] }), one];
}

describe('where readings are not kept any more', () => {
  const DAY = 1440;
  const START = Date.parse('2026-03-01T00:00:00Z');
  const at = (minute: number) => START + minute * MINUTE;
  /** Four days of a reading each quarter of an hour. */
  const rows = Array.from({ length: 4 * 96 + 1 }, (_, index) => reading(at(15 * index), 100 + index));

  /** All computed, then the first two days forgotten. */
  async function forgotten() {
    const records2 = await openRecords(join(folder, `records-${runs}.sqlite`), { temporary: true });
    const readings = createMemoryReadings();
    const meter = meterOf({ id: 'm', site: 'school', ratios: [{ fromAt: 0, ratio: 1 }] });
    const zone = 'Etc/UTC';
    await records2.catalog.declare(planOf([meter], zone));
    const compute = async (of: Meter, span: Span) => {
      const known = { plan: planOf([of], zone), local: createLocalTime(zone), meters: new Map([[of.id, of]]) };
      const replacement = await computeReplacement({ readings, intervals: records2.intervals }, known, of, span);
      await records2.intervals.replaceDays(replacement);
      return replacement;
    };
    const ref = { site: 'school', meter: 'm' };
    readings.put(ref, rows);
    await compute(meter, everything);
    const before = await storedOf(records2.intervals, meter);
    await records2.intervals.setRawSince(at(2 * DAY));
    const kept = createMemoryReadings();
    kept.put(
      ref,
      rows.filter((row) => row.at >= at(2 * DAY)),
    );
    readings.range = kept.range;
    return { meter, compute, before, kept, ref, stored: () => storedOf(records2.intervals, meter), close: () => records2.close() };
  }

  it('leaves the days before as they are, and computes those after again', async () => {
    const { meter, compute, before, stored, close } = await forgotten();
    await compute({ ...meter, ratios: [{ fromAt: 0, ratio: 40 }] }, everything);
    const { days } = await stored();
    expect(days.slice(0, 2)).toEqual(before.days.slice(0, 2));
    expect(days.slice(2).flatMap((day) => [...day.values])).toEqual(Array.from({ length: 192 }, () => 40));
    await close();
  });

  it('changes nothing where nothing is said, not even the first reading that is kept', async () => {
    const { meter, compute, before, stored, close } = await forgotten();
    expect((await compute(meter, everything)).days).toEqual([]);
    expect(await stored()).toEqual(before);
    await close();
  });

  it('does not compute a time before again, even when a reading of that time comes late or the kind of the meter changes', async () => {
    const { meter, compute, before, kept, ref, stored, close } = await forgotten();
    kept.put(ref, [reading(at(DAY), 7)]);
    expect(await compute(meter, { fromAt: at(DAY), toAt: at(DAY) + 1 })).toMatchObject({ days: [], steps: [] });
    await compute(meter, everything);
    await compute({ ...meter, kind: 'interval' }, everything);
    expect(await stored()).toEqual(before);
    await close();
  });
});

describe('a replacement', () => {
  it('ends with the last reading when its span does not end, and clears no marks', async () => {
    const { put, compute, site } = rig('Etc/UTC');
    put([reading(0, 1), reading(15 * MINUTE, 2)]);
    expect(await compute(meterOf({ id: 'm', site }), everything)).toMatchObject({ fromAt: 0, toAt: 15 * MINUTE + 1, seq: 0 });
  });

  it('is empty for a thermometer, and for a meter without a reading', async () => {
    const { compute, site } = rig('Etc/UTC');
    expect(await compute(meterOf({ id: 'm', site }), everything)).toMatchObject({ days: [], steps: [] });
    expect(await compute(meterOf({ id: 'm', site, medium: 'weather' }), everything)).toMatchObject({ days: [], steps: [] });
  });
});
