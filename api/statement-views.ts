import { type SiteView, toNames } from '../consumption/site-view.ts';
import type { ResaleParty, Statement, StatementDraft } from '../domain/bill.ts';
import type { Batch } from '../reports/bills/batch.ts';
import type { Records } from '../store/ports.ts';
import { toBillView } from './bill-views.ts';
import { toManualView } from './manual-readings.ts';
import type { ManualReadingView } from './schemas/manual-readings.ts';
import type { BatchAnswer, BatchPreview, PartyView, StatementDetail, StatementSummary } from './schemas/statements.ts';

/** A reading by hand so near to an edge of the span says something about it. */
const NEAR_EDGE_MS = 40 * 86_400_000;
const MOST_READINGS = 1000;

const buildingOf = (view: SiteView, id: string | null) => {
  const building = id === null ? undefined : view.buildings.get(id);
  return building ? { id: building.id, ...toNames(building) } : null;
};

export function toPartyView(view: SiteView, { id, name, kind, place, prices, lossPercent, endedAt, ...party }: ResaleParty): PartyView {
  const meters = party.meters.map((entry) => ({ ...entry, ...toNames(view.meters.get(entry.meter) ?? { name: entry.meter }) }));
  return { id, name, kind, building: buildingOf(view, party.building), place, meters, prices: [...prices], lossPercent, endedAt };
}

function toDraftView(view: SiteView, statement: StatementDraft): BatchPreview['drafts'][number] {
  const { party, partyName, partyKind, partyPlace, building, from, to, bills, total, isEstimated, truesUp } = statement;
  const quantities = bills.map(({ medium, unit, quantity, coverage, tariffs }) => ({
    medium,
    unit,
    quantity,
    coverage,
    isExample: tariffs.some((tariff) => tariff.isExample),
  }));
  const whose = { party, partyName, partyKind, partyPlace, building: buildingOf(view, building) };
  return { ...whose, from, to, quantities, total, isEstimated, truesUp: [...truesUp] };
}

export function toSummary(view: SiteView, statement: Statement): StatementSummary {
  const { id, reverses, state, madeBy, madeAt, disputes } = statement;
  const openDisputes = disputes.filter(({ answer }) => answer === null).length;
  return { id, ...toDraftView(view, statement), reverses, state, madeBy, madeAt, openDisputes };
}

export function toPreview(view: SiteView, { drafts, total, ...batch }: Batch): BatchPreview {
  return { drafts: drafts.map((draft) => toDraftView(view, draft)), refused: toRefused(batch), total };
}

export function toRefused({ refused }: Pick<Batch, 'refused'>): BatchAnswer['refused'] {
  return refused.map(({ party, troubles }) => ({
    party: party.id,
    name: party.name,
    place: party.place,
    troubles: troubles.map(({ kind, words }) => ({ kind, words })),
  }));
}

/** With what somebody who disputes it has to see: readings, photos, and which statement took it back or mended it. */
export async function readDetail(
  records: Pick<Records, 'resale' | 'manualReadings'>,
  view: SiteView,
  statement: Statement,
): Promise<StatementDetail> {
  const others = await records.resale.statements(view.id, { party: statement.party });
  const inForce = others.filter(({ state }) => state === 'issued');
  return {
    ...toSummary(view, statement),
    bills: statement.bills.map((bill) => toBillView(view, bill)),
    lossPercent: statement.terms.lossPercent,
    disputes: [...statement.disputes],
    reversedBy: others.find(({ reverses }) => reverses?.id === statement.id)?.id ?? null,
    truedUpBy: inForce.find(({ truesUp }) => truesUp.includes(statement.id))?.id ?? null,
    manualReadings: await readingsOf(records, view, statement),
  };
}

async function readingsOf(
  { manualReadings }: Pick<Records, 'manualReadings'>,
  view: SiteView,
  { terms, from, to }: Statement,
): Promise<ManualReadingView[]> {
  const fromAt = view.local.startOfDay(from) - NEAR_EDGE_MS;
  const toAt = view.local.startOfDay(to) + NEAR_EDGE_MS;
  const meters = terms.meters.filter(({ meter }) => view.meters.has(meter));
  const lists = await Promise.all(meters.map(({ meter }) => manualReadings.list(view.id, { meter, limit: MOST_READINGS })));
  const near = lists.flat().filter(({ at }) => at >= fromAt && at <= toAt);
  return near.toSorted((a, b) => a.at - b.at).map((reading) => toManualView(view, reading, null));
}
