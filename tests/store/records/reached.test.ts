import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Alert } from '../../../domain/alert.ts';
import type { Records } from '../../../store/ports.ts';
import { openRecords } from '../../../store/records/open-records.ts';
import { HILL } from '../../api/school.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let records: Records;
beforeEach(async () => {
  records = await openRecords(`${temporaryFolder()}/records.sqlite`, { temporary: true });
});
afterEach(() => records.close());

function alert(id: string, updatedAt: number, site = 's'): Alert {
  const finding = { rule: 'meter_stuck', meter: id, night: '2026-05-19' } as Alert['finding'];
  return { id, site, rule: finding.rule, meter: id, night: finding.night, state: 'open', openedAt: 1, updatedAt, finding };
}

describe('alerts that changed', () => {
  it('are those of the site from the instant on, the newest change first, and no more than asked for', async () => {
    const all = [alert('old', 10), alert('new', 30), alert('same', 20), alert('elsewhere', 40, 't')];
    await records.alerts.apply(
      all.map((changed) => ({ alert: changed })),
      50,
    );
    const ids = async (at: number, limit = 10) => (await records.alerts.changedSince('s', at, limit)).map(({ id }) => id);
    expect(await ids(20)).toEqual(['new', 'same']);
    expect(await ids(0, 1)).toEqual(['new']);
    expect(await ids(31)).toEqual([]);
  });
});

describe('days that wait to be computed', () => {
  it('are counted by meter of one site', async () => {
    const day = 86_400_000;
    const touched = [
      { site: 's', meter: 'm', fromAt: 0, toAt: 2 * day },
      { site: 's', meter: 'n', fromAt: 0, toAt: 1 },
      { site: 't', meter: 'm', fromAt: 0, toAt: 1 },
    ];
    await records.intake.commit({ latest: [], touched, refused: [], refusals: new Map(), unknown: [] });
    expect(await records.intervals.touchedByMeter('s')).toEqual(
      new Map([
        ['m', 3],
        ['n', 1],
      ]),
    );
    expect(await records.intervals.touchedByMeter('u')).toEqual(new Map());
  });
});

describe('what a photo proves', () => {
  it('is the reading, the exchange, the answer and the finding that name it', async () => {
    await records.catalog.declare(HILL);
    const photo = await records.photos.save('hill', { type: 'image/png', bytes: Uint8Array.of(1), at: 1 });
    expect(await records.photos.uses('hill', photo)).toEqual({ meters: [], alerts: [], seen: [] });
    const reading = {
      id: 'r',
      site: 'hill',
      meter: 'a-main',
      at: 1,
      value: 1,
      by: 'Li',
      note: '',
      photo,
      concern: null,
      check: null,
      recordedAt: 1,
    };
    await records.manualReadings.save({ ...reading, state: 'pending' });
    const exchange = { kind: 'exchange', at: 1, closing: 2, opening: 0 } as const;
    const said = { site: 'hill', by: 'Li', reason: 'x', recordedAt: 1, undone: null };
    const withPhoto = { ...said, id: 'c1', meter: 'a-ac', statement: { ...exchange, photo } };
    const without = { ...said, id: 'c2', meter: 'b-main', statement: exchange };
    await records.corrections.commit('hill', { correction: withPhoto }, undefined);
    await records.corrections.commit('hill', { correction: without }, undefined);
    await records.alerts.apply([{ alert: alert('a', 1, 'hill') }], 1);
    const event = {
      id: 'e',
      site: 'hill',
      alert: 'a',
      word: 'off',
      at: 1,
      recordedAt: 1,
      by: 'g',
      byName: 'G',
      reason: null,
      note: '',
    } as const;
    await records.alertEvents.add({ ...event, photo, avoided: null, rate: null });
    const seen = {
      id: 'f',
      site: 'hill',
      at: 1,
      building: 'a',
      space: null,
      what: 'leak',
      note: '',
      photo,
      by: 's1',
      byName: 'S',
    } as const;
    await records.seenFindings.add({ ...seen, recordedAt: 1, review: null });
    expect(await records.photos.uses('hill', photo)).toEqual({
      meters: ['a-main', 'a-ac'],
      alerts: ['a'],
      seen: [{ building: 'a', space: null, by: 's1' }],
    });
    expect(await records.photos.uses('t', photo)).toEqual({ meters: [], alerts: [], seen: [] });
  });
});
