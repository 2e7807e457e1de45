import type { Carrier } from './factor.ts';
import type { Sentence } from './words.ts';

/** Words and unit of each carrier. */
export const CARRIER_FACTS: Record<Carrier, { name: Sentence; unit: string }> = {
  electricity: { name: { zh: '电', en: 'Electricity' }, unit: 'kWh' },
  water: { name: { zh: '水', en: 'Water' }, unit: 'm³' },
  gas: { name: { zh: '天然气', en: 'Natural gas' }, unit: 'm³' },
  gasoline: { name: { zh: '汽油', en: 'Gasoline' }, unit: 'L' },
  diesel: { name: { zh: '柴油', en: 'Diesel' }, unit: 'L' },
  other_oil: { name: { zh: '煤油及其他用油', en: 'Kerosene and other oil' }, unit: 'L' },
  lpg: { name: { zh: '液化石油气', en: 'LPG' }, unit: 'kg' },
  coal: { name: { zh: '煤炭', en: 'Coal' }, unit: 't' },
  heat: { name: { zh: '热力', en: 'Heat' }, unit: 'GJ' },
};

/** What heat meters count, in the unit of the carrier. */
export const GJ_PER_KWH = '0.0036';

/** Fuel that moves vehicles: not part of what a building uses (domain note 1.4). */
export const VEHICLE_FUELS: readonly Carrier[] = ['gasoline', 'diesel'];
