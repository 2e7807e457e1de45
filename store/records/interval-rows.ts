import type { MeterStep } from '../../domain/consumption.ts';
import { type IntervalDay, QUALITIES, toDayTotal } from '../../domain/interval.ts';
import type { MeterDayTotal, MeterIntervalDay, StepRecord } from '../ports.ts';
import type { Tables } from './tables.ts';

/** Bytes of the machine as they are: every machine that Node runs on in practice is little endian. */
export function toIntervalRow(site: string, meter: string, day: IntervalDay): Tables['interval_days'] {
  const { values, qualities } = day;
  return {
    site,
    meter,
    day: day.day,
    start_at: day.startAt,
    amounts: Buffer.from(values.buffer, values.byteOffset, values.byteLength),
    qualities: Buffer.from(qualities.buffer, qualities.byteOffset, qualities.byteLength),
  };
}

export function toMeterIntervalDay(row: Tables['interval_days']): MeterIntervalDay {
  return {
    meter: row.meter,
    day: row.day,
    startAt: row.start_at,
    values: toDoubles(row.amounts),
    qualities: new Uint8Array(row.qualities.buffer, row.qualities.byteOffset, row.qualities.length),
  };
}

/** Looked at where they lie, which takes that they begin at a multiple of eight; else copied. */
function toDoubles(bytes: Uint8Array): Float64Array {
  if (bytes.byteOffset % 8 !== 0) return new Float64Array(new Uint8Array(bytes).buffer);
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
}

export function toTotalRow(site: string, meter: string, day: IntervalDay): Tables['day_totals'] {
  const { total, counts } = toDayTotal(day);
  const count = (quality: (typeof QUALITIES)[number]) => counts[QUALITIES.indexOf(quality)] ?? 0;
  return {
    site,
    meter,
    day: day.day,
    start_at: day.startAt,
    total,
    absent: count('absent'),
    measured: count('measured'),
    interpolated: count('interpolated'),
    estimated: count('estimated'),
    manual: count('manual'),
    suspect: count('suspect'),
    partial: count('partial'),
  };
}

export function toMeterDayTotal(row: Tables['day_totals']): MeterDayTotal {
  return {
    meter: row.meter,
    day: row.day,
    startAt: row.start_at,
    total: row.total,
    // In the order of QUALITIES.
    counts: [row.absent, row.measured, row.interpolated, row.estimated, row.manual, row.suspect, row.partial],
  };
}

export function toStepRow(site: string, meter: string, step: MeterStep): Tables['steps'] {
  return {
    site,
    meter,
    to_at: step.toAt,
    from_at: step.fromAt,
    from_value: step.from,
    to_value: step.to,
    kind: step.kind,
    amount: step.amount,
    consumption: step.consumption,
    booking: step.booking,
    size: step.size,
  };
}

export function toStepRecord(row: Tables['steps']): StepRecord {
  return {
    meter: row.meter,
    fromAt: row.from_at,
    toAt: row.to_at,
    from: row.from_value,
    to: row.to_value,
    kind: row.kind,
    amount: row.amount,
    consumption: row.consumption,
    booking: row.booking,
    size: row.size,
  };
}
