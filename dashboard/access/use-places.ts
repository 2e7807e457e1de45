import { useQuery } from '@pinia/colada';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { BuildingDetail, BuildingSummary } from '../../api/schemas/sites.ts';
import type { Reach } from '../../domain/access.ts';
import { ask, get } from '../api.ts';
import { useSession } from '../session.ts';
import { type PlaceNames, reachParts } from './reach.ts';

/** More schools than this are not looked through for the names of a reach; their ids stand instead. */
const MOST_SITES = 20;

interface SiteBuildings {
  site: string;
  buildings: BuildingSummary[];
}

/** The buildings of some schools, school by school. */
export function useBuildingsOf(sites: () => readonly string[]) {
  const { data } = useQuery<SiteBuildings[]>({
    key: () => ['places', 'buildings', ...sites()],
    enabled: () => sites().length > 0,
    query: () =>
      Promise.all(
        sites()
          .slice(0, MOST_SITES)
          .map(async (site) => ({ site, buildings: (await get(ask.buildings(site))).buildings })),
      ),
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  });
  return computed(() => data.value ?? []);
}

/** The rooms of some buildings, building by building. */
export function useRoomsOf(places: () => readonly { site: string; building: string }[]) {
  const { data } = useQuery<{ building: string; spaces: BuildingDetail['spaces'] }[]>({
    key: () => ['places', 'rooms', ...places().map(({ site, building }) => `${site}/${building}`)],
    enabled: () => places().length > 0,
    query: () =>
      Promise.all(places().map(async ({ site, building }) => ({ building, spaces: (await get(ask.building(site, building))).spaces }))),
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  });
  return computed(() => data.value ?? []);
}

/** Reaches in words, with the names of places in the language of the interface. */
export function useReachWords(reaches: () => readonly Reach[]) {
  const { t } = useI18n();
  const session = useSession();
  const known = computed(() => session.sites.data?.sites ?? []);
  const needed = computed(() => reaches().filter(({ buildings, spaces }) => buildings !== null || spaces !== null));
  const sites = computed(() => {
    if (needed.value.length === 0) return [];
    const all = known.value.map(({ id }) => id);
    return needed.value.some((reach) => reach.sites === null)
      ? all
      : all.filter((id) => needed.value.some((reach) => reach.sites!.includes(id)));
  });
  const buildings = useBuildingsOf(() => sites.value);
  const roomPlaces = computed(() => {
    const wanted = new Set(needed.value.filter(({ spaces }) => spaces !== null).flatMap((reach) => reach.buildings ?? []));
    return buildings.value.flatMap(({ site, buildings: some }) =>
      some.filter(({ id }) => wanted.has(id)).map(({ id }) => ({ site, building: id })),
    );
  });
  const rooms = useRoomsOf(() => roomPlaces.value);
  const named = (list: readonly { id: string; name: string; nameEn: string }[]) =>
    list.map((one) => [one.id, session.nameOf(one)] as const);
  const names = computed<PlaceNames>(() => ({
    sites: new Map(named(known.value)),
    buildings: new Map(buildings.value.flatMap(({ buildings: some }) => named(some))),
    spaces: new Map(rooms.value.flatMap(({ spaces }) => named(spaces))),
  }));

  return (reach: Reach): string =>
    reachParts(reach, names.value)
      .map(({ kind, names: some, more }) => {
        if (some === null) return t(`reach.all.${kind}`);
        if (some.length === 0) return t(`reach.none.${kind}`);
        const list = some.join(t('declaration.and'));
        return more > 0 ? t('reach.more', { list, count: some.length + more, what: t(`reach.count.${kind}`) }) : list;
      })
      .join(t('chart.listSeparator'));
}
