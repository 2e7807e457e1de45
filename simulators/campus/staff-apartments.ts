import { acLoad, createAcUnit } from '../physics/air-conditioner.ts';
import { crowdLoad, steadyLoad } from '../physics/electric-loads.ts';
import { mix, uniform } from '../physics/random.ts';
import { HOUSEHOLD, HOUSEHOLD_SHARES } from '../physics/rhythm.ts';
import { householdWater } from '../physics/water-loads.ts';
import { addBuilding } from './building.ts';
import { electricityMeter } from './meters.ts';
import { type CampusDraft, RANK, roomNumber } from './model.ts';

const FLATS_PER_FLOOR = 10;

/** Families of the staff: sixty flats, lived in all year. Their single meters are private and not part of the demo. */
export function addStaffApartments(draft: CampusDraft): void {
  const building = { id: 'sta', name: '教工宿舍', nameEn: 'Staff Apartments' };
  addBuilding(draft, {
    ...building,
    function: 'staff_apartment',
    floors: 6,
    areaM2: 5400,
    ctPrimaryA: 300,
    baseKw: 0.5,
    water: { size: 'dn80' },
  });
  for (let floor = 1; floor <= 6; floor++) {
    for (let flat = 1; flat <= FLATS_PER_FLOOR; flat++) addFlat(draft, floor, flat);
  }
  draft.load('sta-main-w', householdWater(draft.key('sta:water'), 6, 60 * 2.6 * 115, HOUSEHOLD_SHARES));
}

function addFlat(draft: CampusDraft, floor: number, flat: number): void {
  const number = roomNumber(floor, flat);
  const id = `sta-${number}-e`;
  const name = { name: `教工宿舍${number}`, nameEn: `Staff Apartments, flat ${number}` };
  draft.meter(
    electricityMeter(
      {
        ...name,
        site: draft.site,
        id,
        building: 'sta',
        space: `sta-f${floor}`,
        role: 'branch',
        parent: 'sta-main-e',
        walkOrder: floor * 100 + flat,
      },
      { phases: 1, maxA: 60 },
    ),
    RANK.flat,
  );
  const key = draft.key(id);
  const size = 0.22 + 0.4 * uniform(key, 1);
  const household = { full: HOUSEHOLD, leaving: HOUSEHOLD, returning: HOUSEHOLD, away: HOUSEHOLD };
  draft.load(id, crowdLoad(key, size, household));
  draft.load(id, steadyLoad(mix(key, 2), 0.06));
  draft.load(id, acLoad(createAcUnit(draft.seed, { id, use: 'home', building: 'sta', space: `sta-f${floor}`, meter: id }, 1.5), []));
}
