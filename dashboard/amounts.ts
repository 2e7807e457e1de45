import { DASH, formatNumber, GAP } from './format.ts';
import { registerDecimals } from './parts/register-text.ts';
import type { Medium } from '../domain/medium.ts';

/** An amount as it is compared with another: 0.1 kWh, 0.01 m³. */
export function amountText(value: number | null, unit: string): string {
  return value === null ? DASH : `${formatNumber(value, unit === 'kWh' ? 1 : 2)}${GAP}${unit}`;
}

/** A register as its display shows it. */
export const registerText = (value: number, medium: Medium): string => formatNumber(value, registerDecimals(medium));
