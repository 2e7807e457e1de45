import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNativeDecoder } from '../../../collector/decoders/native.ts';
import { FIELDS } from '../../../domain/medium.ts';

const decoder = createNativeDecoder({ root: 'campus' });
const decode = (topic: string, payload: string | Buffer) => decoder.decode({ topic, payload: Buffer.from(payload), retained: false });

const name = fc.oneof(fc.constantFrom('ts', 'meter', 'serial', 'fields', 'rows', '__proto__', ...FIELDS), fc.string());
const value = fc.oneof(
  fc.double(),
  fc.constant(1_790_000_000_000),
  fc.constant('2026-03-01T08:00:00+08:00'),
  fc.json(),
  fc.constantFrom(null, true, 'a1'),
);
const object = fc.array(fc.tuple(name, value)).map((entries) => Object.fromEntries(entries));
const rows = fc.record({ fields: fc.anything(), rows: fc.anything() }).filter((body) => isJson(body));
const table = fc.record({ fields: fc.array(name), rows: fc.array(fc.array(value)), meter: value }, { requiredKeys: ['fields', 'rows'] });
const body = fc.oneof(object, fc.array(object), rows, table).map((json) => JSON.stringify(json));
const topic = fc.oneof(fc.constantFrom('campus/east/a1', 'campus/east'), fc.string());

function isJson(json: unknown): boolean {
  try {
    return typeof JSON.stringify(json) === 'string';
  } catch {
    return false;
  }
}

describe('native decoder', () => {
  it('never throws and gives only finite instants and numbers, whatever arrives', () => {
    fc.assert(
      fc.property(
        topic,
        fc.oneof(
          body,
          fc.string(),
          fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        ),
        (where, payload) => {
          const decoded = decode(where, payload);
          if (decoded.kind !== 'samples') return;
          for (const { at, fields, address, serial } of decoded.samples) {
            expect(Number.isSafeInteger(at) || Number.isFinite(at)).toBe(true);
            expect(address).toMatch(/^[\p{L}\p{N}_.:-]{1,64}$/u);
            expect(serial ?? 'none').toMatch(/^\P{C}{1,64}$/u);
            expect(Object.keys(fields).length).toBeGreaterThan(0);
            for (const [field, number] of Object.entries(fields)) {
              expect(FIELDS).toContain(field);
              expect(typeof number).toBe('number');
            }
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('survives 30,000 nested lists', () => {
    const nested = '['.repeat(30_000) + ']'.repeat(30_000);
    expect(decode('campus/east/a1', nested)).toMatchObject({ reason: 'bad_shape' });
    expect(decode('campus/east/a1', `{"ts":${nested},"energy_kwh":1}`)).toMatchObject({ reason: 'bad_time' });
    expect(decode('campus/east/a1', `{"ts":1,"energy_kwh":${nested}}`)).toMatchObject({ reason: 'bad_shape' });
  });

  it('tells what was wrong and what is allowed', () => {
    expect(decode('campus/east/a1', '{"ts":"08:00","energy_kwh":1}')).toMatchObject({
      detail: expect.stringContaining('epoch ms, or an ISO text with offset'),
    });
    expect(decode('campus/east/a1', '{"ts":1790000000000,"kwh":1}')).toMatchObject({
      detail: expect.stringMatching(/ts, kwh .*energy_kwh/),
    });
    expect(decode('campus/east/a1', '{"meter":"b2","ts":1,"energy_kwh":1}')).toMatchObject({
      detail: 'the payload says meter b2, the topic a1',
    });
  });

  it('takes a root of several levels', () => {
    const deep = createNativeDecoder({ root: 'cn/edu' });
    expect(deep.decode({ topic: 'cn/edu/east/a1', payload: Buffer.from('{"ts":5,"energy_kwh":1}'), retained: false })).toMatchObject({
      samples: [{ site: 'east', address: 'a1', at: 5 }],
    });
  });
});
