import { describe, expect, it } from 'vitest';
import { createChannels } from '../../collector/channels.ts';
import type { SitePlan } from '../../domain/site.ts';
import { meterOf, sitePlan } from './rig.ts';

function catalogOf(plan: SitePlan) {
  const state = { plan, version: 1, declared: [] as SitePlan[] };
  return {
    state,
    catalog: {
      sites: () => Promise.resolve([state.plan]),
      version: () => Promise.resolve(state.version),
      declare: (more: SitePlan) => {
        state.declared.push(more);
        const { meters, channels, buildings } = state.plan;
        state.plan = { ...state.plan, meters: [...meters, ...more.meters], channels: [...channels, ...more.channels], buildings: [...buildings, ...more.buildings] }; // prettier-ignore
        state.version++;
        return Promise.resolve();
      },
    },
  };
}

describe('channels', () => {
  it('finds a meter by its channel, and a native one by its id', async () => {
    const plan = {
      ...sitePlan([meterOf('a1', 'electricity')]),
      channels: [{ site: 'east', meter: 'a1', source: 'native', address: 'gw-7' }],
    };
    const channels = createChannels(catalogOf(plan).catalog);
    await channels.refresh();
    for (const address of ['a1', 'gw-7'])
      expect(channels.find('east', 'native', address)?.ref).toMatchObject({ meter: 'a1', building: 'b1' });
    expect(channels.find('east', 'native', 'b2')).toBeUndefined();
    expect(channels.find('west', 'native', 'a1')).toBeUndefined();
    expect(channels.find('east', 'tasmota', 'a1')).toBeUndefined();
    expect(channels.find('east', 'native', '__proto__')).toBeUndefined();
  });

  it('follows the catalog when its version changes, with the same key for a meter that stays', async () => {
    const { catalog, state } = catalogOf(sitePlan([meterOf('a1', 'electricity')]));
    const channels = createChannels(catalog);
    await channels.refresh();
    const before = channels.find('east', 'native', 'a1')!;
    const { ref } = before;
    state.plan = sitePlan([{ ...meterOf('a1', 'electricity'), digits: 8 }]);
    await channels.refresh();
    expect(channels.find('east', 'native', 'a1')?.meter.digits).toBe(6);
    state.version++;
    await channels.refresh();
    const after = channels.find('east', 'native', 'a1')!;
    expect([after.meter.digits, after.ref]).toEqual([8, ref]);
    expect(after.ref).toBe(ref);
    state.plan = sitePlan([]);
    state.version++;
    await channels.refresh();
    expect(channels.find('east', 'native', 'a1')).toBeUndefined();
  });

  it('stores a meter that was moved under the building where it began, so that no instant is stored twice', async () => {
    const { catalog, state } = catalogOf(sitePlan([meterOf('a1', 'electricity')]));
    const channels = createChannels(catalog);
    await channels.refresh();
    const { ref } = channels.find('east', 'native', 'a1')!;
    const places = [
      { fromAt: Number.NEGATIVE_INFINITY, building: 'b1', space: undefined },
      { fromAt: 5, building: 'b2', space: undefined },
    ];
    const history = { decisions: [], exchanges: [], ratioRegisters: [], places, parents: [], outages: [], spreads: [] };
    state.plan = sitePlan([{ ...meterOf('a1', 'electricity'), building: 'b2', history }]);
    state.version++;
    await channels.refresh();
    const moved = channels.find('east', 'native', 'a1')!;
    expect(moved.ref).toBe(ref);
    expect([moved.ref.building, moved.meter.building]).toEqual(['b1', 'b2']);
  });

  it.each([
    ['interval', 'start', 900_000],
    ['interval', 'end', 0],
    ['interval', undefined, 0],
    ['register', 'start', 0],
  ] as const)('shifts a feed of kind %s that stamps the %s by %i ms', async (kind, stamp, shiftMs) => {
    const plan = {
      ...sitePlan([{ ...meterOf('a1', 'electricity'), kind }]),
      channels: [{ site: 'east', meter: 'a1', source: 'native', address: 'a1', stamp }],
    };
    const channels = createChannels(catalogOf(plan).catalog);
    await channels.refresh();
    expect(channels.find('east', 'native', 'a1')?.shiftMs).toBe(shiftMs);
  });

  it.each([
    [{ energy_kwh: 1 }, 'electricity', 'register', 'branch'],
    [{ interval_m3: 0.2 }, 'water', 'interval', 'branch'],
    [{ flow_lph: 3, temperature_c: 12 }, 'water', 'register', 'branch'],
    [{ temperature_c: 12 }, 'weather', 'register', 'outdoor_thermometer'],
  ])('guesses from %o: %s, %s, %s', async (fields, medium, kind, role) => {
    const { catalog, state } = catalogOf(sitePlan([]));
    const channels = createChannels(catalog);
    await channels.refresh();
    const route = await channels.register('east', 'native', 'x', fields);
    expect(route?.meter).toMatchObject({ id: 'x', medium, kind, role, building: 'unassigned' });
    expect(state.declared[0]?.buildings).toMatchObject([{ id: 'unassigned', campus: 'main' }]);
    await channels.register('east', 'native', 'y', fields);
    expect(state.declared[1]?.buildings).toEqual([]);
  });

  it('makes at most 1,000 meters, and none on a site that nobody declared', async () => {
    const channels = createChannels(catalogOf(sitePlan([])).catalog);
    await channels.refresh();
    expect(await channels.register('nowhere', 'native', 'x', { power_kw: 1 })).toBeUndefined();
    for (let index = 0; index < 1000; index++)
      expect(await channels.register('east', 'native', `m${index}`, { power_kw: 1 })).toBeDefined();
    expect(await channels.register('east', 'native', 'one-more', { power_kw: 1 })).toBeUndefined();
  });
});
