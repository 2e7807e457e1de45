import { defaultItemCode } from '../../domain/item-code.ts';
import type { Meter, MeterRole } from '../../domain/site.ts';
import { keyOf, uniform } from '../physics/random.ts';

interface Place {
  site: string;
  id: string;
  name: string;
  nameEn: string;
  building: string;
  space?: string;
  role: MeterRole;
  parent?: string;
  walkOrder: number;
}

/** √3 × 380 V, in kW per ampere of a balanced three-phase load. */
const KW_PER_AMPERE = 0.658;

/** An electronic meter DL/T 645 style: six digits and two decimals, directly connected or behind current transformers. */
export function electricityMeter(
  place: Place,
  connection: { ctPrimaryA: number } | { phases: 1 | 3; maxA: number } | { ratio: number; maxKw: number },
  more: Pick<Meter, 'acUnits'> = {},
): Meter {
  let ratio = 1;
  let ratingPerHour: number;
  if ('ctPrimaryA' in connection) {
    ratio = connection.ctPrimaryA / 5;
    ratingPerHour = connection.ctPrimaryA * KW_PER_AMPERE;
  } else if ('ratio' in connection) {
    ratio = connection.ratio;
    ratingPerHour = connection.maxKw;
  } else {
    ratingPerHour = connection.maxA * (connection.phases === 3 ? KW_PER_AMPERE : 0.22);
  }
  return { ...basics(place, 'electricity', 0.01, Math.round(ratingPerHour * 10) / 10, ratio), ...more };
}

/** Sizes of water meters: permanent flow Q3 (m³/h), range R = Q3/Q1, litres of a pulse. Q4 = 1.25 Q3. */
export const WATER_SIZES = {
  dn25Ultrasonic: { q3: 6.3, range: 400, pulseL: 1 },
  dn40Ultrasonic: { q3: 16, range: 630, pulseL: 10 },
  dn40: { q3: 16, range: 160, pulseL: 10 },
  dn50: { q3: 25, range: 100, pulseL: 10 },
  dn80: { q3: 63, range: 100, pulseL: 100 },
  dn100Ultrasonic: { q3: 100, range: 400, pulseL: 100 },
} as const;

export function waterMeter(
  place: Place,
  size: keyof typeof WATER_SIZES,
  more: Pick<Meter, 'continuousFlowExpected' | 'frostTaps'> & { pulseL?: number } = {},
): Meter {
  const { q3, range, pulseL } = WATER_SIZES[size];
  const { pulseL: otherPulseL, ...rest } = more;
  const meter = basics(place, 'water', (otherPulseL ?? pulseL) / 1000, q3 * 1.25, 1);
  return { ...meter, q1Lph: Math.round((q3 / range) * 10_000) / 10, ...rest };
}

/** An outdoor instrument: momentary values only. */
export function thermometer(place: Place): Meter {
  return { ...basics(place, 'weather', 0.1, 0, 1), ratingPerHour: undefined };
}

function basics(place: Place, medium: Meter['medium'], resolution: number, ratingPerHour: number, ratio: number): Meter {
  const serial = String(Math.floor(uniform(keyOf(0, `${place.site}:${place.id}`), 1) * 1e8)).padStart(8, '0');
  return {
    ...place,
    medium,
    item: defaultItemCode(medium, place.role),
    kind: 'register',
    digits: 6,
    resolution,
    ratingPerHour,
    ratios: ratio === 1 ? [] : [{ fromAt: 0, ratio }],
    serial: `${{ electricity: 'E', water: 'W', weather: 'T', gas: 'G', heat: 'H' }[medium]}${serial}`,
    readingIntervalS: 900,
  };
}
