import { blockLoad, steadyLoad, streetLoad } from '../physics/electric-loads.ts';
import { uniform } from '../physics/random.ts';
import type { SchoolDay } from '../physics/school-day.ts';
import { flowBlock, frostDrip, portionLoad } from '../physics/water-loads.ts';
import { addBuilding, addCircuit, GATEWAY_E, GATEWAY_W } from './building.ts';
import { electricityMeter, thermometer, waterMeter } from './meters.ts';
import { type CampusDraft, RANK } from './model.ts';

/** Street lamps, LED screen, charging, irrigation, basins in the open, the thermometer; and the two gateway meters. */
export function addGrounds(draft: CampusDraft): void {
  addBuilding(draft, {
    id: 'out',
    name: '校园室外',
    nameEn: 'Grounds and Gate',
    function: 'outdoor',
    floors: 0,
    areaM2: 0,
    ctPrimaryA: 100,
    baseKw: 0.9,
  });
  draft.space({ id: 'out-gate', building: 'out', floor: 1, function: 'outdoor', name: '校门', nameEn: 'Gate', walkOrder: 10 });
  addOutdoorCircuits(draft);
  addOutdoorWater(draft);
  draft.meter(
    thermometer({
      site: draft.site,
      id: 'out-temp',
      name: '室外温度',
      nameEn: 'Outdoor temperature',
      building: 'out',
      role: 'outdoor_thermometer',
      walkOrder: 60,
    }),
    RANK.weather,
  );
  addGateways(draft);
}

function addOutdoorCircuits(draft: CampusDraft): void {
  const circuit = { building: 'out', walkOrder: 20 };
  addCircuit(draft, { ...circuit, id: 'out-street-e', name: '路灯', nameEn: 'Street lamps', role: 'lighting' });
  addCircuit(draft, { ...circuit, id: 'out-charging-e', name: '电动车充电', nameEn: 'E-bike charging', role: 'special', walkOrder: 30 });
  draft.load('out-street-e', streetLoad(9));
  for (let post = 0; post < 24; post++)
    draft.load('out-charging-e', blockLoad(draft.key(`out:post-${post}`), 0.22, chargingBlock(draft.key(`out:bike-${post}`))));
  draft.load(
    'out-main-e',
    blockLoad(draft.key('out:screen'), 5, (day) => (day.attendance === 'away' ? undefined : { fromMinute: 420, toMinute: 1290 })),
  );
}

/** Basins in the open, left to trickle in frost nights. */
const FROST_TAPS = 6;

function addOutdoorWater(draft: CampusDraft): void {
  const key = draft.key('out');
  const water = { site: draft.site, building: 'out', role: 'branch' as const, parent: GATEWAY_W };
  draft.meter(
    waterMeter({ ...water, id: 'out-irrigation-w', name: '绿化灌溉', nameEn: 'Irrigation', walkOrder: 40 }, 'dn50', { pulseL: 100 }),
    RANK.special,
  );
  draft.meter(
    waterMeter({ ...water, id: 'out-basins-w', name: '室外洗手台', nameEn: 'Outdoor basins', walkOrder: 50 }, 'dn40', {
      frostTaps: FROST_TAPS,
    }),
    RANK.special,
  );
  draft.load('out-irrigation-w', flowBlock(7200, irrigationBlock(key, [300, 375])));
  draft.load('out-irrigation-w', flowBlock(7200, irrigationBlock(key, [1325, 1380])));
  const basins = (day: SchoolDay, minute: number) => (day.attendance === 'away' || minute < 400 || minute > 1300 ? 0 : 2.2);
  draft.load('out-basins-w', portionLoad(draft.key('out:basins'), 2, basins));
  draft.load('out-basins-w', frostDrip(FROST_TAPS, 35));
}

function addGateways(draft: CampusDraft): void {
  const gateway = { site: draft.site, building: 'out', space: 'out-gate', role: 'campus_main' as const };
  // 10 kV: current transformers 100/5, voltage transformers 10,000/100.
  draft.meter(
    electricityMeter(
      { ...gateway, id: GATEWAY_E, name: '全校电总表', nameEn: 'Campus electricity gateway', walkOrder: 1 },
      { ratio: 2000, maxKw: 1732 },
    ),
    RANK.gateway,
  );
  draft.meter(
    waterMeter({ ...gateway, id: GATEWAY_W, name: '全校水总表', nameEn: 'Campus water gateway', walkOrder: 2 }, 'dn100Ultrasonic', {
      continuousFlowExpected: true,
    }),
    RANK.gateway,
  );
  draft.load(GATEWAY_E, steadyLoad(draft.key('gateway:transformers'), 3.4));
  // Hydrants and mains in the ground: the network loses a little, all the time.
  draft.load(
    GATEWAY_W,
    flowBlock(110, () => ({ fromMinute: 0, toMinute: 1440 })),
  );
}

/** Lawns are watered from April to October on dry days, early and again after ten in the evening. */
function irrigationBlock(key: number, [fromMinute, toMinute]: readonly [number, number]) {
  return (day: SchoolDay) => {
    const season = day.meanC > 17 && day.cloud < 0.55;
    return season && uniform(key, day.index, fromMinute) < 0.6 ? { fromMinute, toMinute } : undefined;
  };
}

function chargingBlock(key: number) {
  return (day: SchoolDay) => {
    const busy = day.attendance === 'full' || day.attendance === 'leaving' ? 0.6 : 0.1;
    if (uniform(key, day.index) > busy) return undefined;
    const fromMinute = 470 + Math.round(180 * uniform(key, day.index, 1));
    return { fromMinute, toMinute: fromMinute + 120 + Math.round(240 * uniform(key, day.index, 2)) };
  };
}
