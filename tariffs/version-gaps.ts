import type { TariffRevision } from '../domain/tariff.ts';

/** Local days, half open, between two versions of one tariff on which none holds. */
export interface VersionGap {
  id: string;
  from: string;
  /** Null: no later version follows. */
  to: string | null;
}

/** @param versions of any ids, the newest revision of each, those of an id by `validFrom` */
export function versionGaps(versions: readonly TariffRevision[]): VersionGap[] {
  return versions.flatMap(({ tariff: { id, validTo } }, index) => {
    if (validTo === null) return [];
    const next = versions.slice(index + 1).find(({ tariff }) => tariff.id === id);
    const to = next?.tariff.validFrom ?? null;
    return to === null || to > validTo ? [{ id, from: validTo, to }] : [];
  });
}
