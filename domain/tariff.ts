import type { Decimal } from './decimal.ts';
import type { Medium } from './medium.ts';
import type { Named } from './site.ts';

/** What is sold by a tariff. */
export type SoldMedium = Exclude<Medium, 'weather'>;

/** 尖 峰 平 谷 深谷. */
export const PRICE_PERIODS = ['sharp', 'peak', 'flat', 'valley', 'deep'] as const;
export type PricePeriod = (typeof PRICE_PERIODS)[number];

/** A part of the price of a unit at the flat period, yuan per kWh or m³. Codes: `energy`, `line_loss`, `t_and_d`, `system_operation`, `gov_fund`, `water`, `sewage`, `resource`, or a school's own. */
export interface PriceComponent {
  code: string;
  price: Decimal;
  /** Whether the period's ratio (or adder) acts on it: differs by province. */
  floats: boolean;
  /** Absent: it is part of what the power factor adjusts. Government funds are not. */
  isInPowerFactorBase?: boolean | undefined;
}

/**
 * When which price period holds: the table of a local day, as a meter has it. Of several that fit a day the first in the list wins; a
 * condition that is absent fits every day.
 */
export interface TouCalendar {
  /** 1 to 12. */
  months?: readonly number[] | undefined;
  /** `MM-DD/MM-DD`, both included; may run over the new year. */
  dateRanges?: readonly string[] | undefined;
  /** 0 = Sunday. */
  weekdays?: readonly number[] | undefined;
  /** `statutory`: a day off by the State Council's notice; `statutory_ge3days`: of a holiday of three days or more; `workday`: neither weekend nor holiday, make-up workdays included; `rest`: the others. */
  days?: 'statutory' | 'statutory_ge3days' | 'workday' | 'rest' | undefined;
  /** The day's highest temperature reached this, °C, on so many days in a row up to and with it (1 when absent). Where the weather is not known the condition does not hold, and the bill says so. */
  weather?: { highestGe: number; daysInARow?: number | undefined } | undefined;
  /** Local clock times, half open, on the quarter hour; `24:00` is the end of the day. One that crosses midnight is the early and the late hours of the same local day. */
  periods: readonly { from: string; to: string; period: PricePeriod }[];
}

export interface TimeOfUse {
  /** Multiplies the floating components; `flat` is 1. Either these or adders. */
  ratios?: Partial<Record<PricePeriod, Decimal>> | undefined;
  /** Added to the price of the unit, yuan: how residential peak and valley prices are published. */
  adders?: Partial<Record<PricePeriod, Decimal>> | undefined;
  calendars: readonly TouCalendar[];
  defaultPeriod: PricePeriod;
}

/** Steps of the price by the amount used: `bounds` in kWh or m³, included in the lower step; `adders` one more than bounds, the first usually 0. */
export interface Tiers {
  basis: 'calendar_year' | 'month' | 'billing_period';
  bounds: readonly Decimal[];
  adders: readonly Decimal[];
}

/** The basic charge of a two-part tariff, yuan per kVA or kW and month. */
export interface DemandCharge {
  mode: 'capacity' | 'actual' | 'declared';
  price: Decimal;
  /** Mode `capacity`. */
  capacityKva?: Decimal | undefined;
  /** Mode `declared`. */
  declaredKw?: Decimal | undefined;
  /** Of the declared demand; 1.05. */
  limit?: Decimal | undefined;
  /** Two readings of "the excess counts double": `double_added`: declared + 2 × (actual − limit); `double_total`: actual + 1 × (actual − limit). */
  excessRule?: 'double_added' | 'double_total' | undefined;
  /** Length of the window of the largest mean power, minutes: a multiple of 15. */
  windowMin: number;
}

/** 力调电费, (83)水电财字第215号. */
export interface PowerFactorRule {
  standard: '0.90' | '0.85' | '0.80';
  table: '1983-215';
}

/** 超定额累进加价: on the base component only. */
export interface QuotaSurcharge {
  component: string;
  /** Ascending; the last has no bound. `overPercentLe`: of the quota. `times`: of the component's price. */
  steps: readonly { overPercentLe: Decimal | null; times: Decimal }[];
  period: 'month' | 'quarter' | 'year';
}

/** One version of a price list, as the document says it. Data, not code: provinces and years differ. */
export interface Tariff extends Named {
  /** The same for all versions that follow one another. */
  id: string;
  medium: SoldMedium;
  /** Such as 203 中小学教学用电. */
  customerClass: string;
  /** Local days, half open; null: until another follows. */
  validFrom: string;
  validTo: string | null;
  /** Number or address of the notice. Without one a tariff is not taken. */
  sourceDoc: string;
  /** To show how it is done; a bill made with it says so. */
  isExample?: boolean | undefined;
  currency: 'CNY';
  components: readonly PriceComponent[];
  /** How the bill is written: the price of all components in one line, or a line each. */
  itemize: 'all_in' | 'components';
  /** The price of a period is rounded to so many decimals, half up, where the document publishes it so; absent: as the ratio gives it. */
  priceDecimals?: number | undefined;
  tou?: TimeOfUse | undefined;
  tiers?: Tiers | undefined;
  demand?: DemandCharge | undefined;
  powerFactor?: PowerFactorRule | undefined;
  quotaSurcharge?: QuotaSurcharge | undefined;
  /** Yuan a month, such as the rent of a meter. */
  fixed?: readonly { code: string; amount: Decimal }[] | undefined;
}

/** A tariff as it is kept: edits make a new revision, none is ever changed. */
export interface TariffRevision {
  tariff: Tariff;
  revision: number;
  savedBy: string;
  savedAt: number;
  /** Not used any more for new bills. */
  withdrawnAt: number | null;
}
