import type { Correction, CorrectionEffect, Statement } from '../domain/correction.ts';
import { fromGrains, sumAmounts, toGrains } from '../domain/interval.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import type { Meter } from '../domain/site.ts';
import { NotFound } from './problems.ts';
import { checkWhole, reachesPlaceOf } from './reached.ts';
import type { CorrectionView, Effect, StepView } from './schemas/corrections.ts';
import { type SiteView, toNames } from '../consumption/site-view.ts';

/** A person looks through about a month; the sums say the rest. */
const DAYS_SHOWN = 31;

/** A meter in words, where it stands now. */
export function toMeterName(view: SiteView, meter: Meter): StepView['meter'] {
  const building = toNames(view.building(meter.building));
  return {
    id: meter.id,
    ...toNames(meter),
    medium: meter.medium,
    unit: MEDIUM_FACTS[meter.medium].unit,
    building: meter.building,
    buildingName: building.name,
    buildingNameEn: building.nameEn,
  };
}

export function toCorrectionView(view: SiteView, { meter, statement, ...correction }: Correction): CorrectionView {
  const { id, by, reason, recordedAt, undone } = correction;
  return { id, meter: toMeterName(view, view.meter(meter)), statement, by, reason, recordedAt, undone };
}

/**
 * Whoever reaches a part of the school moves a meter inside of it only: neither out of it, nor in, nor away from a meter outside.
 *
 * @throws NotFound for a building or meter outside; Refused where the meter has a place or a parent outside already
 */
export function checkMoves(view: SiteView, meter: Meter, statement: Statement): void {
  if (view.isWhole || (statement.kind !== 'place' && statement.kind !== 'parent')) return;
  if (statement.kind === 'place') {
    view.building(statement.building);
    if (statement.space !== null && !view.spaces.has(statement.space))
      throw new NotFound('space', statement.space, [...view.spaces.keys()]);
  } else if (statement.parent !== null) {
    view.meter(statement.parent);
  }
  const { places = [meter], parents = [meter] } = meter.history ?? {};
  const isInside =
    places.every((place) => reachesPlaceOf(view, place)) && parents.every(({ parent }) => parent === undefined || view.meters.has(parent));
  if (!isInside) checkWhole(view, `a change of where '${meter.id}' is counted`);
}

export function toEffect({ days, heldBefore, heldAfter, stepsBefore, stepsAfter, rawSince }: CorrectionEffect): Effect {
  return {
    firstDay: days[0]?.day ?? null,
    lastDay: days.at(-1)?.day ?? null,
    daysChanged: days.length,
    before: { total: sumAmounts(days.map(({ before }) => before)), held: fromGrains(toGrains(heldBefore)) },
    after: { total: sumAmounts(days.map(({ after }) => after)), held: fromGrains(toGrains(heldAfter)) },
    days: mostChanged(days),
    stepsBefore,
    stepsAfter,
    rawSince,
  };
}

function mostChanged(days: CorrectionEffect['days']): Effect['days'] {
  const change = ({ before, after }: Effect['days'][number]) => Math.abs((after ?? 0) - (before ?? 0));
  const most = days.toSorted((a, b) => change(b) - change(a)).slice(0, DAYS_SHOWN);
  return most.toSorted((a, b) => (a.day < b.day ? -1 : 1));
}
