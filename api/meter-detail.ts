import { detectionLimitOf } from '../domain/detection-limit.ts';
import type { Meter } from '../domain/site.ts';
import type { StepRecord } from '../store/ports.ts';
import { reachesPlaceOf } from './reached.ts';
import type { MeterDetail, MeterSummary } from './schemas/sites.ts';
import type { SiteView } from '../consumption/site-view.ts';
import { toStepSummary } from './steps.ts';

/** All that is known about one meter: how it counts, where its data comes from, and what people said about it. */
export function toMeterDetail(view: SiteView, meter: Meter, summary: MeterSummary, steps: readonly StepRecord[], now: number): MeterDetail {
  return {
    ...summary,
    kind: meter.kind,
    digits: meter.digits,
    resolution: meter.resolution,
    ratingPerHour: meter.ratingPerHour ?? null,
    falls: meter.falls ?? 'judge',
    spreadGaps: meter.spreadGaps ?? false,
    ratios: meter.ratios.map(({ fromAt, ratio }) => ({ fromAt, ratio, register: registerAt(meter, fromAt) })),
    channels: view.plan.channels.filter((channel) => channel.meter === meter.id),
    serials: [...(meter.serials ?? [])],
    manualReadings: { count: meter.manualAt?.length ?? 0, lastAt: meter.manualAt?.at(-1) ?? null },
    history: toHistory(view, meter),
    limit: detectionLimitOf(meter, now),
    steps: steps.map((step) => toStepSummary(step, meter)),
  };
}

const registerAt = ({ history }: Meter, fromAt: number) => history?.ratioRegisters.find(({ at }) => at === fromAt)?.register ?? null;

/** Without end or beginning is null: JSON knows no infinity. */
const finite = (at: number) => (Number.isFinite(at) ? at : null);

/** Places and parents outside of the view are not named. */
function toHistory(view: SiteView, { building, space, parent, history }: Meter): MeterDetail['history'] {
  const places = (history?.places ?? [{ fromAt: Number.NEGATIVE_INFINITY, building, space }]).filter((place) =>
    reachesPlaceOf(view, place),
  );
  const parents = history?.parents ?? [{ fromAt: Number.NEGATIVE_INFINITY, parent }];
  const known = (id: string | undefined) => (id !== undefined && view.meters.has(id) ? id : null);
  return {
    exchanges: (history?.exchanges ?? []).map(({ at, closing, opening, serial, digits, resolution }) => ({
      at,
      closing,
      opening,
      serial: serial ?? null,
      digits: digits ?? null,
      resolution: resolution ?? null,
    })),
    places: places.map((place) => ({ fromAt: finite(place.fromAt), building: place.building, space: place.space ?? null })),
    parents: parents.map((span) => ({ fromAt: finite(span.fromAt), parent: known(span.parent) })),
    outages: (history?.outages ?? []).map(({ fromAt, toAt, why }) => ({ fromAt, toAt: finite(toAt), why })),
  };
}
