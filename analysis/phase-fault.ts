import { z } from 'zod';
import type { EvidenceNumber, Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import type { Field } from '../domain/medium.ts';
import type { Fields, StoredReading } from '../domain/reading.ts';
import type { Meter } from '../domain/site.ts';

export const phaseFaultOptions = z.strictObject({
  /** Negative power for so long, minutes. */
  reversedMinutes: z.number().positive().default(15),
  /** Voltage of one phase gone for so long, minutes. */
  lostMinutes: z.number().positive().default(1),
});

const MINUTE_MS = 60_000;
/** A phase below this share of the others is lost; the others have to agree with each other so far. */
const LOST_SHARE = 0.5;
const AGREE_SHARE = 0.85;
/** Power around zero trembles; below this share of the largest phase it is not negative. */
const NOISE_SHARE = 0.02;
const MIN_READINGS = 2;

const POWERS = ['power_kw', 'power_l1_kw', 'power_l2_kw', 'power_l3_kw'] as const satisfies readonly Field[];
const VOLTAGES = ['voltage_l1_v', 'voltage_l2_v', 'voltage_l3_v'] as const satisfies readonly Field[];
/** What a look at a meter reads. */
export const PHASE_FAULT_FIELDS: readonly Field[] = [...POWERS, ...VOLTAGES];

/** What one reading shows: a phase (1–3; 0: all together) with its value, and what is usual beside it. */
interface Sign {
  phase: number;
  value: number;
  others: number;
}

export interface PhaseFaultDetector {
  rule: 'phase_fault';
  /** Readings that have to be looked at, back from the newest. */
  lookBackMs: number;
  /** Whether a reading shows a sign at all: then the readings before it are worth a look. */
  isSuspicious(meter: Meter, fields: Fields): boolean;
  /** @param readings of the last `lookBackMs`, ascending */
  judge(question: { meter: Meter; readings: readonly StoredReading[]; local: LocalTime }): Finding | undefined;
}

/**
 * A current transformer the wrong way round or on the wrong phase (negative power), or a lost phase (its voltage below half
 * of the others): both make the register count too little. The newest readings have to show it without a break; a meter
 * through which energy may flow back (`falls: net`) may show negative power.
 */
export function createPhaseFaultDetector(given: z.input<typeof phaseFaultOptions> = {}): PhaseFaultDetector {
  const options = phaseFaultOptions.parse(given);
  const kinds = [
    { name: 'voltage', unit: 'V', minMs: options.lostMinutes * MINUTE_MS, signOf: lostPhase },
    { name: 'power', unit: 'kW', minMs: options.reversedMinutes * MINUTE_MS, signOf: negativePower },
  ];
  return {
    rule: 'phase_fault',
    lookBackMs: 2 * Math.max(options.reversedMinutes, options.lostMinutes) * MINUTE_MS + 30 * MINUTE_MS,
    isSuspicious: (meter, fields) =>
      meter.medium === 'electricity' && kinds.some(({ signOf }) => typeof signOf(meter, fields) === 'object'),
    judge({ meter, readings, local }) {
      for (const { name, unit, minMs, signOf } of kinds) {
        const shown = newestSigns(meter, readings, signOf);
        const [first, last] = [shown[0], shown.at(-1)];
        if (!first || !last || shown.length < MIN_READINGS || last.at - first.at < minMs) continue;
        return toFinding(meter.id, first.at, last.sign, { name, unit }, minMs, local);
      }
      return undefined;
    },
  };
}

type SignOf = (meter: Meter, fields: Fields) => Sign | 'fine' | 'unknown';

/** The newest readings that all show the sign; readings that say nothing about it are passed over. */
function newestSigns(meter: Meter, readings: readonly StoredReading[], signOf: SignOf): { at: number; sign: Sign }[] {
  const shown: { at: number; sign: Sign }[] = [];
  for (const { at, fields } of readings) {
    const sign = signOf(meter, fields);
    if (sign === 'fine') shown.length = 0;
    else if (sign !== 'unknown') shown.push({ at, sign });
  }
  return shown;
}

function negativePower(meter: Meter, fields: Fields): Sign | 'fine' | 'unknown' {
  const phases = POWERS.slice(1).flatMap((field, index) => {
    const value = fields[field];
    return value === undefined ? [] : [{ phase: index + 1, value }];
  });
  const total = fields.power_kw;
  if (meter.falls === 'net') return 'fine';
  if (phases.length < 2) return total === undefined ? 'unknown' : total < 0 ? { phase: 0, value: total, others: 0 } : 'fine';
  const largest = Math.max(...phases.map(({ value }) => Math.abs(value)));
  const negative = phases.filter(({ value }) => value < -NOISE_SHARE * largest);
  const worst = negative.toSorted((a, b) => a.value - b.value)[0];
  if (!worst) return 'fine';
  if (negative.length === phases.length)
    return { phase: 0, value: total ?? negative.reduce((sum, { value }) => sum + value, 0), others: 0 };
  const others = phases.filter(({ value }) => value >= 0).map(({ value }) => value);
  return { ...worst, others: others.reduce((sum, value) => sum + value, 0) / Math.max(1, others.length) };
}

function lostPhase(_meter: Meter, fields: Fields): Sign | 'fine' | 'unknown' {
  const volts = VOLTAGES.map((field) => fields[field]);
  if (!volts.every((value) => value !== undefined)) return 'unknown';
  const lowest = Math.min(...volts);
  const [second, highest] = volts.toSorted((a, b) => a - b).slice(1) as [number, number];
  if (lowest >= LOST_SHARE * highest || second < AGREE_SHARE * highest) return 'fine';
  return { phase: volts.indexOf(lowest) + 1, value: lowest, others: (second + highest) / 2 };
}

function toFinding(
  meter: string,
  startAt: number,
  { phase, value, others }: Sign,
  { name, unit }: { name: string; unit: string },
  minMs: number,
  local: LocalTime,
): Finding {
  const evidence: EvidenceNumber[] = [
    { name, value: Number(value.toPrecision(2)), unit },
    { name: 'others', value: Number(others.toPrecision(2)), unit },
    { name: 'phase', value: phase, unit: '' },
    { name: 'threshold', value: minMs / MINUTE_MS, unit: 'min' },
  ];
  return { rule: 'phase_fault', meter, night: local.dayOf(startAt), startAt, certainty: 'measured', rate: null, wasted: null, evidence };
}
