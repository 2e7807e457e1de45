import { blockLoad, steadyLoad, thermostatLoad } from '../physics/electric-loads.ts';
import { DORMITORY_WASHING } from '../physics/rhythm.ts';
import type { SchoolDay } from '../physics/school-day.ts';
import { flowBlock, portionLoad } from '../physics/water-loads.ts';
import { addBuilding, addCircuit } from './building.ts';
import { BOARDERS_PER_DORMITORY } from './dormitory.ts';
import { waterMeter } from './meters.ts';
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
  addMachines(draft);
  addPlantWater(draft);
}

function addMachines(draft: CampusDraft): void {
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
}

function addPlantWater(draft: CampusDraft): void {
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
