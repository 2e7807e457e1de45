import { StatementRefused } from '../domain/correction.ts';
import { type Meter, placeAt } from '../domain/site.ts';
import type { KnownSite } from '../jobs/catalog-cache.ts';
import { type Change, instant, type Of } from './correction-grounds.ts';

/** @throws StatementRefused */
export function checkPlace({ site: { plan } }: Change, { building, space }: Of<'place'>): void {
  if (!plan.buildings.some(({ id }) => id === building)) throw new StatementRefused('statement.building', `no building '${building}'`);
  if (space === null) return;
  const room = plan.spaces.find(({ id }) => id === space);
  if (!room) throw new StatementRefused('statement.space', `no room or floor '${space}'`);
  if (room.building !== building)
    throw new StatementRefused('statement.space', `'${space}' is in building '${room.building}', not in '${building}'`);
}

/** @throws StatementRefused */
export function checkParent({ site, before: meter, after }: Change, { parent }: Of<'parent'>): void {
  if (parent !== null) {
    const above = site.meters.get(parent);
    if (!above) throw new StatementRefused('statement.parent', `no meter '${parent}'`);
    if (above.medium !== meter.medium)
      throw new StatementRefused('statement.parent', `'${parent}' measures ${above.medium}, '${meter.id}' ${meter.medium}`);
  }
  checkChain(site, after, 'statement.parent');
}

/** No meter may ever count itself. @throws StatementRefused */
export function checkChain({ meters }: KnownSite, changed: Meter, path: string): void {
  const at = (id: string) => (id === changed.id ? changed : meters.get(id));
  const instants = new Set([Number.NEGATIVE_INFINITY]);
  for (const meter of [...meters.values(), changed]) for (const { fromAt } of meter.history?.parents ?? []) instants.add(fromAt);
  for (const since of instants) {
    const passed: string[] = [];
    for (let meter: Meter | undefined = changed; meter; meter = at(placeAt(meter, since).parent ?? '')) {
      if (passed.includes(meter.id)) {
        const when = Number.isFinite(since) ? ` from ${instant(since)} on` : '';
        throw new StatementRefused(path, `${[...passed, meter.id].join(' is below ')}${when}: no meter can count itself`);
      }
      passed.push(meter.id);
    }
  }
}
