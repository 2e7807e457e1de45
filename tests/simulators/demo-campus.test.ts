import { describe, expect, it } from 'vitest';
import { countingMeters, type Meter } from '../../domain/site.ts';
import { createDemoCampus, MIN_METERS } from '../../simulators/demo-campus.ts';

const plan = createDemoCampus({ seed: 1 });
const meter = (id: string): Meter => plan.meters.find((candidate) => candidate.id === id)!;

describe('demo campus', () => {
  it('has 100 classrooms in about a dozen buildings and 80 to 120 meters', () => {
    expect(plan.spaces.filter((space) => space.function === 'classroom')).toHaveLength(100);
    expect(plan.buildings).toHaveLength(14);
    expect(plan.meters.length).toBeGreaterThanOrEqual(80);
    expect(plan.meters.length).toBeLessThanOrEqual(120);
  });

  it('uses every id once and refers only to what is there', () => {
    for (const list of [plan.buildings, plan.spaces, plan.meters]) expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
    const buildings = new Set(plan.buildings.map(({ id }) => id));
    const spaces = new Map(plan.spaces.map((space) => [space.id, space]));
    for (const space of plan.spaces) expect(buildings, space.id).toContain(space.building);
    for (const { id, building, space } of plan.meters) {
      expect(buildings, id).toContain(building);
      expect(space === undefined ? building : spaces.get(space)?.building, id).toBe(building);
    }
  });

  it('hangs every meter below one of its own medium, up to one gateway each', () => {
    for (const { id, medium, parent = id } of plan.meters) expect(meter(parent).medium, id).toBe(medium);
    expect(countingMeters(plan.meters, 'electricity').map(({ id }) => id)).toEqual(['campus-main-e']);
    expect(countingMeters(plan.meters, 'water').map(({ id }) => id)).toEqual(['campus-main-w']);
  });

  it('has a breaker on the air-conditioner of every room of teaching building 3', () => {
    const rooms = plan.spaces.filter((space) => space.building === 't3' && space.function === 'classroom');
    expect(rooms).toHaveLength(30);
    for (const { id } of rooms) {
      expect(plan.meters.filter(({ space, role }) => space === id && role === 'room_breaker').map((breaker) => breaker.id)).toEqual([
        `${id}-ac`,
      ]);
    }
  });

  it('names everything in Chinese and English and gives it a place on the way', () => {
    for (const { id, name, nameEn } of [plan.site, ...plan.buildings, ...plan.spaces, ...plan.meters]) {
      expect(name, id).toMatch(/\p{Script=Han}/u);
      expect(nameEn, id).toMatch(/^[A-Z][\x20-\x7e]+$/);
    }
    expect(new Set(plan.buildings.map(({ walkOrder }) => walkOrder)).size).toBe(plan.buildings.length);
    for (const { id, walkOrder } of plan.meters) expect(walkOrder, id).toBeGreaterThan(0);
  });

  it('has mains behind transformers, item codes, and pulses of 1, 10 and 100 L', () => {
    expect(meter('t1-main-e').ratios).toEqual([{ fromAt: 0, ratio: 60 }]);
    expect(meter('t1-f3-ac').item?.code).toBe('01B20');
    expect(meter('off-server-e').item?.code).toBe('01D00');
    expect(new Set(plan.meters.filter(({ medium }) => medium === 'water').map(({ resolution }) => resolution))).toEqual(
      new Set([0.001, 0.01, 0.1]),
    );
    for (const { id, medium, q1Lph = 0 } of plan.meters) expect(q1Lph > 0, id).toBe(medium === 'water');
  });

  it('is the same campus under another site id', () => {
    const other = createDemoCampus({ seed: 1, siteId: 'north' });
    expect(other.meters.map(({ id }) => id)).toEqual(plan.meters.map(({ id }) => id));
    expect(new Set(other.meters.map(({ site }) => site))).toEqual(new Set(['north']));
    expect(other.channels.every(({ site, source }) => site === 'north' && source === 'native')).toBe(true);
  });

  it.each([MIN_METERS, 30, 200, 546])('can be built with %i meters, whose parents are among them', (count) => {
    const { meters } = createDemoCampus({ seed: 1, meters: count });
    const ids = new Set(meters.map(({ id }) => id));
    expect(meters).toHaveLength(count);
    for (const { id, parent = id } of meters) expect(ids).toContain(parent);
    expect(ids).toContain('campus-main-e');
  });

  it('says how many meters are possible when asked for too many', () => {
    expect(() => createDemoCampus({ seed: 1, meters: 5000 })).toThrow('4 to 546');
  });
});
