import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVERYWHERE, type Reach } from '../../domain/access.ts';
import { metersInReach, narrowPlan } from '../../domain/narrow-plan.ts';
import { countingMeters, type Meter, metersAboutBuilding, type SitePlan } from '../../domain/site.ts';

function meter(id: string, building: string, more: Partial<Meter> = {}): Meter {
  return {
    site: 's',
    id,
    name: id,
    building,
    medium: 'electricity',
    role: 'branch',
    kind: 'register',
    digits: 6,
    resolution: 0.01,
    ratios: [],
    readingIntervalS: 900,
    walkOrder: 0,
    ...more,
  };
}

/** The gateway of block a feeds block b too; the school has a main meter and a thermometer, which hang in block a. */
const PLAN: SitePlan = {
  site: { id: 's', name: 's', timeZone: 'Asia/Shanghai' },
  calendar: { terms: [], holidays: 'none', exceptions: [], groups: [{ id: 'g', name: 'g', buildings: ['a', 'b'] }] },
  campuses: [
    { id: 'east', name: 'east' },
    { id: 'west', name: 'west' },
  ],
  buildings: [
    { id: 'a', name: 'a', campus: 'east', function: 'teaching', walkOrder: 1 },
    { id: 'b', name: 'b', campus: 'west', function: 'teaching', walkOrder: 2 },
  ],
  spaces: [
    { id: 'a-1', name: 'a-1', building: 'a', floor: 1, function: 'classroom', walkOrder: 1 },
    { id: 'a-2', name: 'a-2', building: 'a', floor: 1, function: 'classroom', walkOrder: 2 },
  ],
  meters: [
    meter('main', 'a', { role: 'campus_main' }),
    meter('outdoor', 'a', { role: 'outdoor_thermometer', medium: 'weather' }),
    meter('gateway', 'a', { parent: 'main' }),
    meter('a-main', 'a', { parent: 'gateway' }),
    meter('a-1-ac', 'a', { parent: 'a-main', space: 'a-1' }),
    meter('a-2-ac', 'a', { parent: 'a-main', space: 'a-2' }),
    meter('b-main', 'b', { parent: 'gateway' }),
  ],
  channels: ['a-main', 'b-main'].map((id) => ({ site: 's', meter: id, source: 'native', address: id })),
  quotas: [
    { medium: 'electricity', year: 2026, amount: 1 },
    { medium: 'electricity', year: 2026, amount: 1, building: 'a' },
    { medium: 'electricity', year: 2026, amount: 1, building: 'b' },
  ],
  virtualMeters: [
    { id: 'both', name: 'both', medium: 'electricity', terms: ['a-main', 'b-main'].map((id) => ({ meter: id, share: 0.5 })) },
    { id: 'one', name: 'one', medium: 'electricity', terms: [{ meter: 'a-main', share: 0.5 }] },
  ],
};
const idsOf = (list: readonly { id: string }[] = []) => list.map(({ id }) => id);
const blockA: Reach = { sites: null, buildings: ['a'], spaces: null };

describe('what somebody reaches of a school', () => {
  it('is all of it, the very plan, for who reaches the whole', () => {
    expect(narrowPlan(PLAN, EVERYWHERE)).toBe(PLAN);
    expect(narrowPlan(PLAN, { ...EVERYWHERE, sites: ['s'] })).toBe(PLAN);
  });

  it('of a building is what stands in it and says nothing about another one', () => {
    const plan = narrowPlan(PLAN, blockA);
    expect(idsOf(plan.meters)).toEqual(['a-main', 'a-1-ac', 'a-2-ac']);
    expect(idsOf(plan.buildings)).toEqual(['a']);
    expect(idsOf(plan.campuses)).toEqual(['east']);
    expect(plan.channels.map((channel) => channel.meter)).toEqual(['a-main']);
    expect(idsOf(plan.virtualMeters)).toEqual(['one']);
    expect(plan.quotas).toEqual([{ medium: 'electricity', year: 2026, amount: 1, building: 'a' }]);
    expect(plan.calendar.groups).toEqual([{ id: 'g', name: 'g', buildings: ['a'] }]);
  });

  it('of both buildings holds the gateway that feeds just these two, and still not the meters of the school', () => {
    expect(idsOf(narrowPlan(PLAN, { ...blockA, buildings: ['a', 'b'] }).meters)).toEqual([
      'gateway',
      'a-main',
      'a-1-ac',
      'a-2-ac',
      'b-main',
    ]);
  });

  it('of a room is its own meters, and not that of the building around it', () => {
    const plan = narrowPlan(PLAN, { sites: null, buildings: null, spaces: ['a-1'] });
    expect([idsOf(plan.meters), idsOf(plan.spaces), idsOf(plan.buildings), plan.quotas]).toEqual([['a-1-ac'], ['a-1'], ['a'], []]);
  });

  it('is nothing where building and room do not meet, or the list is empty', () => {
    for (const reach of [
      { sites: null, buildings: ['b'], spaces: ['a-1'] },
      { sites: null, buildings: [], spaces: null },
    ]) {
      const { meters, buildings } = narrowPlan(PLAN, reach);
      expect([meters, buildings]).toEqual([[], []]);
    }
  });

  it('never holds a meter that counts one outside, whatever hangs below what; its sum is of what is inside', () => {
    const forest = fc.array(fc.record({ building: fc.constantFrom('a', 'b'), parent: fc.option(fc.nat(30)) }), { maxLength: 30 });
    fc.assert(
      fc.property(forest, (rows) => {
        const meters = rows.map(({ building, parent }, index) =>
          meter(`m${index}`, building, parent === null || parent >= index ? {} : { parent: `m${parent}` }),
        );
        const inside = metersInReach(meters, PLAN, blockA);
        const kept = new Set(idsOf(inside));
        const counting = meters.filter(({ id, parent }) => !kept.has(id) && kept.has(parent ?? ''));
        expect(counting).toEqual([]);
        // The building's own sum is the same, seen from inside and from the whole school.
        const sum = (all: readonly Meter[]) => idsOf(countingMeters(metersAboutBuilding(all, 'a'), 'electricity'));
        expect(sum(inside)).toEqual(sum(meters));
      }),
    );
  });
});
