import type { ItemCode, MeterRole } from './site.ts';
import type { Medium } from './medium.ts';

/**
 * Class and sub-item codes of the 2008 national monitoring guideline: two digits of class, a letter, two levels.
 * Platforms differ in the levels below the letter, so a code is stored with its scheme and mapped at export.
 */
export const NATIONAL_SCHEME = 'MOHURD-2008';

const CLASS_CODES: Partial<Record<Medium, string>> = { electricity: '01000', water: '02000', gas: '03A00', heat: '04000' };

const ELECTRIC_SUB_ITEMS: Partial<Record<MeterRole, string>> = {
  ac_circuit: '01B20',
  room_breaker: '01B20',
  lighting: '01A10',
  special: '01D00',
};

/** The code that a meter of this medium and role has when nobody declared another; undefined for outdoor instruments. */
export function defaultItemCode(medium: Medium, role: MeterRole): ItemCode | undefined {
  const code = (medium === 'electricity' ? ELECTRIC_SUB_ITEMS[role] : undefined) ?? CLASS_CODES[medium];
  return code === undefined ? undefined : { scheme: NATIONAL_SCHEME, code };
}
