import type { Decimal } from './decimal.ts';
import type { PricePeriod, SoldMedium } from './tariff.ts';
import type { Sentence } from './words.ts';

export interface BillLine {
  /** Of a component, or `all_in`, `basic`, `power_factor`, `quota_surcharge`, `tier`, a fixed charge's, `loss_share`, `true_up`. */
  code: string;
  period: PricePeriod | null;
  /** 1 for the first; null: no tiers. */
  tier: number | null;
  /** Which of `tariffs` priced it. */
  tariff: number | null;
  quantity: Decimal | null;
  unit: string;
  price: Decimal | null;
  /** Yuan, two decimals, half up. */
  amount: Decimal;
  /** The quantity is (partly) an estimate: the pieces of a span shared by time, a long gap. */
  isEstimated: boolean;
  /** How it was counted, where the numbers do not say it. */
  note: Sentence | null;
}

/** What one meter contributed, so that the bill can be counted again by hand. */
export interface BillMeter {
  meter: string;
  /** 1 of a main meter, −1 of one that is taken off, or the share of it. */
  share: Decimal;
  startAt: number;
  endAt: number;
  /** Registers as displayed, interpolated to the edges where `isInterpolated`; null: no reading near. */
  startRegister: Decimal | null;
  endRegister: Decimal | null;
  isInterpolated: boolean;
  /** CT ratio at the end; several in the span are told in `steps`. */
  ratio: Decimal;
  /** kWh or m³ after the ratio. */
  amount: Decimal | null;
  coverage: number;
  estimated: number;
  /** Exchanges, rollovers, ratio changes inside. */
  steps: readonly Sentence[];
}

/** Stored as it is; never computed again. */
export interface Bill {
  medium: SoldMedium;
  /** Local days, half open. */
  from: string;
  to: string;
  unit: 'kWh' | 'm³';
  quantity: Decimal;
  lines: readonly BillLine[];
  /** Sum of the lines as they are printed. */
  total: Decimal;
  /** Shares from 0 to 1 of the time that is measured, and that is estimated. */
  coverage: number;
  estimated: number;
  meters: readonly BillMeter[];
  /** Every tariff version that priced something. */
  tariffs: readonly {
    id: string;
    revision: number;
    validFrom: string;
    name: string;
    nameEn: string | null;
    sourceDoc: string;
    isExample: boolean;
  }[];
  /** What a reader has to know: example prices, missing weather, shared by time. */
  notes: readonly Sentence[];
}

/** Why there is no bill: each names the thing, the value and what is allowed. `no_tariff`: days without a version. */
export interface BillTrouble {
  kind: 'no_tariff' | 'no_data' | 'no_demand' | 'no_reactive' | 'no_quota' | 'bad_span';
  /** Local days, half open. */
  from: string;
  to: string;
  words: Sentence;
}

export type BillOutcome = { kind: 'billed'; bill: Bill } | { kind: 'refused'; troubles: readonly BillTrouble[] };

/** What the school buys by: the contract with a utility. */
export interface Account {
  id: string;
  site: string;
  name: string;
  medium: SoldMedium;
  /** Number on the utility's invoice. */
  utilityNo: string;
  /** What is bought is counted by these; a share of −1 takes off. */
  meters: readonly { meter: string; share: Decimal }[];
  /** Which tariff holds from which local day on; ascending, by id. */
  assignments: readonly { from: string; tariff: string }[];
  /** Day of the month on which the utility reads, 1 to 28: its periods run from there. */
  billingDay: number;
  /** For tariffs with an over-quota surcharge: amount per period of it. */
  quota: Decimal | null;
  endedAt: number | null;
}

/** The utility's invoice, as somebody typed it in. */
export interface Invoice {
  id: string;
  site: string;
  account: string;
  /** Local days, half open. */
  from: string;
  to: string;
  quantity: Decimal;
  amount: Decimal;
  /** Readings that the invoice prints, where it does. */
  startRegister: Decimal | null;
  endRegister: Decimal | null;
  number: string;
  note: string;
  enteredBy: string;
  enteredAt: number;
}

/** Ours against theirs. */
export interface Reconciliation {
  invoice: Invoice;
  outcome: BillOutcome;
  /** Invoice − ours; null without a bill of ours. */
  quantityDifference: Decimal | null;
  amountDifference: Decimal | null;
  /** Most likely first, each with the numbers that speak for it. */
  causes: readonly { kind: ReconcileCause; words: Sentence }[];
}
export const RECONCILE_CAUSES = [
  'agrees',
  'span_shifted',
  'ratio',
  'missing_data',
  'price',
  'demand_or_factor',
  'fixed_charges',
  'loss',
  'unknown',
] as const;
export type ReconcileCause = (typeof RECONCILE_CAUSES)[number];

/**
 * How a billing period stands: `ahead`, `running`: not over; `no_bill`: ours cannot be computed; `no_invoice`: none was entered; `agrees`,
 * `differs`: ours against theirs.
 */
export const PERIOD_STATES = ['ahead', 'running', 'no_bill', 'no_invoice', 'agrees', 'differs'] as const;
export type PeriodState = (typeof PERIOD_STATES)[number];

/** Whom the school sells on to. */
export interface ResaleParty {
  id: string;
  site: string;
  name: string;
  kind: 'staff' | 'tenant' | 'contractor';
  /** Building on whose batch it stands; null: none. */
  building: string | null;
  /** Room number, shop. */
  place: string;
  meters: readonly { meter: string; share: Decimal; medium: SoldMedium }[];
  /** A tariff by id, or a fixed price of a unit with the document that says so. */
  prices: readonly ({ medium: SoldMedium; from: string } & ({ tariff: string } | { price: Decimal; sourceDoc: string }))[];
  /** Percent of the own use added for losses of the network; null: none. */
  lossPercent: Decimal | null;
  endedAt: number | null;
}

/** A bill to a party: numbered, frozen. A wrong one is taken back by a reversal, the same with the opposite sign, and written anew. */
export interface Statement {
  /** Its number, counted through the year in which it was made: `2026-00012`. */
  id: string;
  site: string;
  party: string;
  /** Name, kind and place as they were. */
  partyName: string;
  partyKind: ResaleParty['kind'];
  partyPlace: string;
  building: string | null;
  from: string;
  to: string;
  /** What it was made by, as it was then: a true-up counts by the same. */
  terms: Pick<ResaleParty, 'meters' | 'prices' | 'lossPercent'>;
  /** One a medium. */
  bills: readonly Bill[];
  total: Decimal;
  /** Some amount of it is an estimate; a later one trues it up. */
  isEstimated: boolean;
  /** The earlier estimated statements whose true readings are known by now: `true_up` lines mend them. */
  truesUp: readonly string[];
  /** Which statement this one takes back, and why; null: it is an ordinary one. */
  reverses: { id: string; reason: string } | null;
  madeBy: string;
  madeAt: number;
  /** `cancelled`: a reversal took it back. Only this and `disputes` ever change. */
  state: 'issued' | 'cancelled';
  disputes: readonly Dispute[];
}

/** What a party had to say against a statement. */
export interface Dispute {
  id: string;
  at: number;
  /** Who noted it. */
  by: string;
  text: string;
  answer: { at: number; by: string; text: string } | null;
}

/** Before it is issued: without a number. */
export type StatementDraft = Omit<Statement, 'id' | 'state' | 'disputes'>;
