type Path = (string | number)[];
type Complain = (path: Path, message: string) => void;
type Entry = Readonly<Record<string, unknown>>;

const LISTS = ['campuses', 'buildings', 'spaces', 'meters', 'virtualMeters'] as const;
type Lists = Record<(typeof LISTS)[number], Entry[]>;

/**
 * Ids refer to what is there, once each; spans go forward; a parent chain ends.
 *
 * @param plan  a site that may still be wrong in other ways: every value is looked at before it is used
 */
export function findBrokenReferences(plan: unknown, complain: Complain): void {
  const site = isEntry(plan) ? plan : {};
  const lists = Object.fromEntries(LISTS.map((list) => [list, entriesOf(site[list])])) as Lists;
  for (const list of LISTS) checkIds(lists[list], list, complain);
  checkReferences(lists, complain);
  checkMeters(lists.meters, complain);
  checkVirtualMeters(lists, complain);
  const calendar = isEntry(site['calendar']) ? site['calendar'] : {};
  checkQuotas(entriesOf(site['quotas']), lists.buildings, complain);
  checkCalendar(calendar, lists.buildings, complain);
}

function checkIds(entries: readonly Entry[], list: string, complain: Complain): void {
  const seen = new Set<unknown>();
  entries.forEach(({ id }, index) => {
    if (typeof id === 'string' && seen.has(id)) complain([list, index, 'id'], `'${id}' is there twice`);
    seen.add(id);
  });
}

function checkReferences(lists: Lists, complain: Complain): void {
  const references = [
    { from: 'buildings', key: 'campus', to: 'campuses' },
    { from: 'spaces', key: 'building', to: 'buildings' },
    { from: 'meters', key: 'building', to: 'buildings' },
    { from: 'meters', key: 'space', to: 'spaces' },
    { from: 'meters', key: 'parent', to: 'meters' },
  ] as const;
  for (const { from, key, to } of references) {
    lists[from].forEach((entry, index) => checkNames([entry[key]], lists[to], to, [from, index, key], complain));
  }
  const buildingOf = new Map(lists.spaces.map(({ id, building }) => [id, building]));
  lists.meters.forEach(({ space, building }, index) => {
    const home = buildingOf.get(space);
    if (typeof home === 'string' && typeof building === 'string' && home !== building)
      complain(['meters', index, 'space'], `'${String(space)}' is in building '${home}', the meter in '${building}'`);
  });
}

function checkMeters(meters: readonly Entry[], complain: Complain): void {
  const byId = new Map(meters.map((meter) => [meter['id'], meter]));
  meters.forEach((meter, index) => {
    if (meter['stamp'] !== undefined && meter['kind'] !== 'interval')
      complain(['meters', index, 'stamp'], `only a feed of amounts has one; allowed: nothing, or kind: interval beside it`);
    const parent = byId.get(meter['parent']);
    if (!parent) return;
    if (parent['medium'] !== meter['medium'])
      complain(
        ['meters', index, 'parent'],
        `'${String(parent['id'])}' measures ${String(parent['medium'])}, this meter ${String(meter['medium'])}`,
      );
    if (isOwnAncestor(meter, byId)) complain(['meters', index, 'parent'], `'${String(parent['id'])}' leads back to this meter`);
  });
}

function checkVirtualMeters({ meters, virtualMeters }: Lists, complain: Complain): void {
  const byId = new Map(meters.map((meter) => [meter['id'], meter]));
  virtualMeters.forEach((virtual, index) => {
    const { id, medium, terms } = virtual;
    if (byId.has(id)) complain(['virtualMeters', index, 'id'], `'${String(id)}' is a meter already`);
    const added = entriesOf(terms).map(({ meter }) => meter);
    added.forEach((meter, term) => {
      if (typeof meter !== 'string') return;
      const path = ['virtualMeters', index, 'terms', term, 'meter'];
      const known = byId.get(meter);
      if (!known) complain(path, `no '${meter}' in meters; known: ${listed(new Set(byId.keys()))}`);
      else if (known['medium'] !== medium)
        complain(path, `'${meter}' measures ${String(known['medium'])}, this virtual meter ${String(medium)}`);
      if (added.indexOf(meter) < term) complain(path, `'${meter}' is there twice`);
    });
  });
}

function isOwnAncestor(meter: Entry, byId: ReadonlyMap<unknown, Entry>): boolean {
  const passed = new Set<Entry>();
  for (let above = byId.get(meter['parent']); above && !passed.has(above); above = byId.get(above['parent'])) {
    if (above === meter) return true;
    passed.add(above);
  }
  return false;
}

function checkQuotas(quotas: readonly Entry[], buildings: readonly Entry[], complain: Complain): void {
  const keys = quotas.map(({ medium, year, building }) => JSON.stringify([medium, year, building]));
  quotas.forEach((quota, index) => {
    checkNames([quota['building']], buildings, 'buildings', ['quotas', index, 'building'], complain);
    if (keys.indexOf(keys[index]!) < index)
      complain(['quotas', index], `${String(quota['medium'])} of ${String(quota['year'])} is there twice for the same place`);
  });
}

function checkCalendar(calendar: Entry, buildings: readonly Entry[], complain: Complain): void {
  const at =
    (path: Path): Complain =>
    (below, message) =>
      complain([...path, ...below], message);
  const groups = entriesOf(calendar['groups']);
  checkIds(groups, 'groups', at(['calendar']));
  groups.forEach((group, index) => {
    const below = at(['calendar', 'groups', index]);
    checkNames(listOf(group['buildings']), buildings, 'buildings', ['buildings'], below);
    checkSpans(entriesOf(group['terms']), 'terms', below);
  });
  for (const list of ['terms', 'exceptions']) checkSpans(entriesOf(calendar[list]), list, at(['calendar']));
  entriesOf(calendar['exceptions']).forEach((exception, index) => {
    checkNames(listOf(exception['groups']), groups, 'calendar.groups', ['calendar', 'exceptions', index, 'groups'], complain);
  });
  entriesOf(calendar['holidayYears']).forEach(({ off }, index) => {
    checkSpans(entriesOf(off), 'off', at(['calendar', 'holidayYears', index]));
  });
}

/** @param path of the only name, or of the list in which the names stand */
function checkNames(names: readonly unknown[], among: readonly Entry[], list: string, path: Path, complain: Complain): void {
  const known = new Set(among.map(({ id }) => id));
  for (const name of names) {
    if (typeof name === 'string' && !known.has(name)) complain(path, `no '${name}' in ${list}; known: ${listed(known)}`);
  }
}

function checkSpans(entries: readonly Entry[], list: string, complain: Complain): void {
  entries.forEach(({ firstDay, lastDay }, index) => {
    if (typeof firstDay === 'string' && typeof lastDay === 'string' && lastDay < firstDay)
      complain([list, index, 'lastDay'], `'${lastDay}' is before firstDay '${firstDay}'`);
  });
}

const KNOWN_SHOWN = 20;
function listed(ids: ReadonlySet<unknown>): string {
  const names = [...ids].filter((id) => typeof id === 'string');
  const more = names.length - KNOWN_SHOWN;
  return `${names.slice(0, KNOWN_SHOWN).join(', ') || 'none'}${more > 0 ? ` and ${more} more` : ''}`;
}

const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (list: unknown): unknown[] => (Array.isArray(list) ? list : []);
const entriesOf = (list: unknown): Entry[] => listOf(list).map((entry) => (isEntry(entry) ? entry : {}));
