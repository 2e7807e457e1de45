import { blockLoad, streetLoad, steadyLoad, thermostatLoad } from '../physics/electric-loads.ts';
import { uniform } from '../physics/random.ts';
import { DORMITORY_WASHING } from '../physics/rhythm.ts';
import type { SchoolDay } from '../physics/school-day.ts';
import { flowBlock, frostDrip, portionLoad } from '../physics/water-loads.ts';
import { BOARDERS_PER_DORMITORY } from './boarding.ts';
import { addBuilding, addCircuit, GATEWAY_E, GATEWAY_W } from './building.ts';
import { electricityMeter, thermometer, waterMeter } from './meters.ts';
import { type CampusDraft, RANK } from './model.ts';

const HEAT_PUMPS_KW = 96;
/** Litres of hot water a boarder takes on a full day. */
const HOT_LITRES = 24;

/** Hot water by night heat pumps, pumps, pure water. */
export function addPlant(draft: CampusDraft): void {
  addBuilding(draft, {
    id: 'plant',
    name: '设备用房',
    nameEn: 'Plant House',
    function: 'plant_room',
    floors: 1,
    areaM2: 700,
    ctPrimaryA: 300,
    baseKw: 0.6,
    water: { size: 'dn80', continuousFlowExpected: true },
  });
  const special = { building: 'plant', space: 'plant-f1', role: 'special' as const };
  addCircuit(draft, {
    ...special,
    id: 'plant-heatpump-e',
    name: '热水热泵',
    nameEn: 'Hot-water heat pumps',
    ctPrimaryA: 200,
    walkOrder: 10,
  });
  addCircuit(draft, { ...special, id: 'plant-pump-e', name: '生活水泵', nameEn: 'Water pumps', walkOrder: 20 });
  const branch = { site: draft.site, building: 'plant', space: 'plant-f1', role: 'branch' as const, parent: 'plant-main-w' };
  draft.meter(
    waterMeter({ ...branch, id: 'plant-tank-w', name: '热水箱补水', nameEn: 'Hot-water tank filling', walkOrder: 30 }, 'dn80'),
    RANK.special,
  );
  draft.meter(
    waterMeter({ ...branch, id: 'plant-pure-w', name: '纯净水设备', nameEn: 'Pure-water plant', walkOrder: 40 }, 'dn25Ultrasonic', {
      continuousFlowExpected: true,
    }),
    RANK.special,
  );
  draft.load('plant-heatpump-e', blockLoad(draft.key('plant:heatpump'), HEAT_PUMPS_KW, heatingBlock));
  draft.load(
    'plant-heatpump-e',
    thermostatLoad(draft.key('plant:frost'), 1, 4, 12, (day, minute) => (day.temperature[minute]! < 1 ? 0.5 : 0)),
  );
  draft.load('plant-pump-e', steadyLoad(draft.key('plant:jockey'), 0.4));
  const pumping = (day: SchoolDay, minute: number) => 0.04 + 3 * (DORMITORY_WASHING[day.attendance][minute]! * 4);
  draft.load(
    'plant-pump-e',
    thermostatLoad(draft.key('plant:pumps'), 3, 5.5, 3, (day, minute) => Math.min(0.9, pumping(day, minute))),
  );
  draft.load('plant-tank-w', flowBlock(22_000, fillingBlock));
  draft.load(
    'plant-pure-w',
    flowBlock(60, () => ({ fromMinute: 0, toMinute: 1440 })),
  );
  const drinking = (day: SchoolDay, minute: number) => (day.attendance === 'away' || minute < 380 || minute > 1320 ? 0 : 4);
  draft.load('plant-pure-w', portionLoad(draft.key('plant:drinking'), 4, drinking));
}

/** Share of a day's hot water that is due for the school of a day. */
function hotShare(day: SchoolDay): number {
  return { full: 1, leaving: 0.4, returning: 0.6, away: 0 }[day.attendance];
}

/** The heat pumps run from 00:20, on cheap power, as long as the weather and yesterday's showers ask for. */
function heatingBlock(day: SchoolDay): { fromMinute: number; toMinute: number } | undefined {
  const litres = 3 * BOARDERS_PER_DORMITORY * HOT_LITRES * hotShare(day);
  if (litres === 0) return undefined;
  const lift = 48 - Math.max(5, day.meanC * 0.8);
  const performance = 2.3 + Math.max(-5, day.minC) * 0.06;
  const kwh = (litres * 1.163 * lift) / 1000 / performance;
  return { fromMinute: 20, toMinute: 20 + Math.min(355, Math.round((kwh / HEAT_PUMPS_KW) * 60)) };
}

/** The tanks fill from 02:05: a legitimate night flow, over within two hours. */
function fillingBlock(day: SchoolDay): { fromMinute: number; toMinute: number } | undefined {
  const litres = 3 * BOARDERS_PER_DORMITORY * HOT_LITRES * hotShare(day);
  return litres === 0 ? undefined : { fromMinute: 125, toMinute: 125 + Math.min(110, Math.round(litres / (22_000 / 60))) };
}

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
  const key = draft.key('out');
  const circuit = { building: 'out', walkOrder: 20 };
  addCircuit(draft, { ...circuit, id: 'out-street-e', name: '路灯', nameEn: 'Street lamps', role: 'lighting' });
  addCircuit(draft, { ...circuit, id: 'out-charging-e', name: '电动车充电', nameEn: 'E-bike charging', role: 'special', walkOrder: 30 });
  draft.load('out-street-e', streetLoad(9));
  for (let post = 0; post < 24; post++)
    draft.load('out-charging-e', blockLoad(draft.key(`out:post-${post}`), 0.22, chargingBlock(draft.key(`out:bike-${post}`))));
  draft.load(
    'out-main-e',
    blockLoad(key, 5, (day) => (day.attendance === 'away' ? undefined : { fromMinute: 420, toMinute: 1290 })),
  );
  const water = { site: draft.site, building: 'out', role: 'branch' as const, parent: GATEWAY_W };
  draft.meter(
    waterMeter({ ...water, id: 'out-irrigation-w', name: '绿化灌溉', nameEn: 'Irrigation', walkOrder: 40 }, 'dn50', { pulseL: 100 }),
    RANK.special,
  );
  draft.meter(
    waterMeter({ ...water, id: 'out-basins-w', name: '室外洗手台', nameEn: 'Outdoor basins', walkOrder: 50 }, 'dn40', {
      continuousFlowExpected: true,
    }),
    RANK.special,
  );
  draft.load('out-irrigation-w', flowBlock(7200, irrigationBlock(key, [300, 375])));
  draft.load('out-irrigation-w', flowBlock(7200, irrigationBlock(key, [1325, 1380])));
  const basins = (day: SchoolDay, minute: number) => (day.attendance === 'away' || minute < 400 || minute > 1300 ? 0 : 2.2);
  draft.load('out-basins-w', portionLoad(draft.key('out:basins'), 2, basins));
  draft.load('out-basins-w', frostDrip(6, 35));
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
