import type { MeterRef, Reading } from '../domain/reading.ts';
import type { LatestReading, TouchedSpan } from '../store/ports.ts';

/** Readings further apart than this do not mark what lies between them: one late reading must not mark a year. */
const SPAN_GAP_MS = 2 * 86_400_000;

interface MeterSummary {
  newest: Reading;
  spans: { fromAt: number; toAt: number }[];
}

/** The newest reading of each meter, and the spans of time whose intervals the readings change. Any order. */
export function summarize(readings: readonly Reading[], receivedAt: number): { latest: LatestReading[]; touched: TouchedSpan[] } {
  const meters = new Map<MeterRef, MeterSummary>();
  for (const reading of readings) {
    const known = meters.get(reading.ref);
    if (!known) {
      meters.set(reading.ref, { newest: reading, spans: [{ fromAt: reading.at, toAt: reading.at }] });
      continue;
    }
    if (reading.at >= known.newest.at) known.newest = reading;
    widen(known.spans, reading.at);
  }
  const latest: LatestReading[] = [];
  const touched: TouchedSpan[] = [];
  for (const [{ site, meter }, { newest, spans }] of meters) {
    latest.push({ site, meter, at: newest.at, receivedAt, clock: newest.clock, fields: newest.fields });
    for (const span of joined(spans)) touched.push({ site, meter, ...span });
  }
  return { latest, touched };
}

/** The span looked at first is the one that took the last reading: series arrive in order. */
function widen(spans: MeterSummary['spans'], at: number): void {
  for (let index = spans.length - 1; index >= 0; index--) {
    const span = spans[index]!;
    if (at < span.fromAt - SPAN_GAP_MS || at > span.toAt + SPAN_GAP_MS) continue;
    if (at < span.fromAt) span.fromAt = at;
    if (at > span.toAt) span.toAt = at;
    return;
  }
  spans.push({ fromAt: at, toAt: at });
}

/** Spans that grew together become one. */
function joined(spans: MeterSummary['spans']): MeterSummary['spans'] {
  if (spans.length === 1) return spans;
  const result: MeterSummary['spans'] = [];
  for (const span of spans.toSorted((a, b) => a.fromAt - b.fromAt)) {
    const last = result.at(-1);
    if (last && span.fromAt <= last.toAt + SPAN_GAP_MS) last.toAt = Math.max(last.toAt, span.toAt);
    else result.push({ ...span });
  }
  return result;
}
