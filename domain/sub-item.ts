import type { ItemCode } from './site.ts';
import { NATIONAL_SCHEME } from './item-code.ts';

/** Sub-items of electricity by the letter of the national code: lighting and sockets, air conditioning, power, special (domain note 1.1). */
export const SUB_ITEMS = ['lighting_sockets', 'air_conditioning', 'power', 'special'] as const;
export type SubItem = (typeof SUB_ITEMS)[number];

const LETTERS: Record<string, SubItem> = { A: 'lighting_sockets', B: 'air_conditioning', C: 'power', D: 'special' };

/** Undefined: the code is for a whole building, of another class, or of a scheme whose letters may mean something else. */
export function subItemOf(item: ItemCode | undefined): SubItem | undefined {
  const letter = item?.scheme === NATIONAL_SCHEME ? /^01([A-D])/.exec(item.code)?.[1] : undefined;
  return letter === undefined ? undefined : LETTERS[letter];
}
