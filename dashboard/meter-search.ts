import type { MeterSummary } from '../api/schemas/sites.ts';

type Searched = Pick<MeterSummary, 'id' | 'name' | 'nameEn' | 'buildingName' | 'buildingNameEn' | 'serial'> & {
  space: Pick<NonNullable<MeterSummary['space']>, 'name' | 'nameEn'> | null;
};

/** Meters that carry every word that was typed in a name, an id, a serial number or a place. */
export function searchMeters<M extends Searched>(meters: readonly M[], typed: string): M[] {
  const words = typed.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
  return meters.filter((meter) => {
    const { id, name, nameEn, buildingName, buildingNameEn, serial, space } = meter;
    const text = [id, name, nameEn, buildingName, buildingNameEn, serial, space?.name, space?.nameEn]
      .join(' ')
      .normalize('NFKC')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
