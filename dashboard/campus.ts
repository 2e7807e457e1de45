import { computed } from 'vue';
import { ask } from './api.ts';
import { useSession } from './session.ts';
import { useApi } from './use-api.ts';

/** The buildings of the chosen campus; of the whole site where none is chosen. */
export function useCampusBuildings() {
  const session = useSession();
  const all = useApi(() => session.site && ask.buildings(session.site.id));
  const buildings = computed(() => {
    const campus = session.campus?.id;
    return (all.data?.buildings ?? []).filter((building) => campus === undefined || building.campus === campus);
  });
  const ids = computed(() => new Set(buildings.value.map(({ id }) => id)));
  return { query: all, buildings, isOnCampus: (building: string) => session.campus === null || ids.value.has(building) };
}
