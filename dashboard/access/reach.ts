import type { Reach } from '../../domain/access.ts';

/** Names by id; what is not known (yet) keeps its id. */
export interface PlaceNames {
  sites: ReadonlyMap<string, string>;
  buildings: ReadonlyMap<string, string>;
  spaces: ReadonlyMap<string, string>;
}

/** One part of a reach: everything, or what is named. `more`: how many are not named here. */
export interface ReachPart {
  kind: keyof PlaceNames;
  /** Null: all of them. */
  names: string[] | null;
  more: number;
}

/** More names than this nobody reads in a sentence. */
const MOST_NAMES = 4;

/**
 * A reach as the parts of a sentence: which schools, which buildings, which rooms. Parts that do not narrow are left out,
 * but the first: "all schools" is worth saying. Where there is only one school, it is not named.
 */
export function reachParts(reach: Reach, names: PlaceNames, most = MOST_NAMES): ReachPart[] {
  const part = (kind: keyof PlaceNames): ReachPart => {
    const ids = reach[kind];
    if (ids === null) return { kind, names: null, more: 0 };
    const known = ids.map((id) => names[kind].get(id) ?? id);
    return { kind, names: known.slice(0, most), more: Math.max(0, known.length - most) };
  };
  const narrowed = (['buildings', 'spaces'] as const).filter((kind) => reach[kind] !== null).map(part);
  const isOnlySchool = names.sites.size === 1 && (reach.sites === null || reach.sites.every((id) => names.sites.has(id)));
  if (isOnlySchool) return narrowed.length > 0 ? narrowed : [{ kind: 'buildings', names: null, more: 0 }];
  return [part('sites'), ...narrowed];
}
