import { MEDIUM_FACTS, type Medium } from '../../domain/medium.ts';

/** Decimals of a register as displays show them: 0.01 kWh, 0.001 m³, 0.1 °C. */
export function registerDecimals(medium: Medium): number {
  return { kWh: 2, 'm³': 3, '°C': 1 }[MEDIUM_FACTS[medium].unit];
}
