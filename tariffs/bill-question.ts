import type { Account, BillMeter } from '../domain/bill.ts';
import type { Decimal } from '../domain/decimal.ts';
import type { Holidays } from '../domain/holidays.ts';
import type { IntervalDay } from '../domain/interval.ts';
import type { LocalTime } from '../domain/local-time.ts';
import type { SoldMedium, TariffRevision } from '../domain/tariff.ts';
import type { Weather } from '../domain/weather.ts';
import type { UsedBefore } from './used-before.ts';

/** All that a bill is made of. Whoever asks loads it; computing needs no clock and no store. */
export interface BillQuestion {
  medium: SoldMedium;
  /** Local days, half open. Months of a basic or fixed charge begin on the day of the month on which it begins. */
  from: string;
  to: string;
  local: LocalTime;
  /** `holidaysOf(plan.calendar)` of domain/holidays.ts. */
  holidays: Holidays;
  /** NO_WEATHER where none is kept. */
  weather: Weather;
  meters: readonly MeterUse[];
  /** Those of the school that are not withdrawn, of all ids and versions. */
  tariffs: readonly TariffRevision[];
  /** Which tariff holds from which day on, ascending. */
  assignments: Account['assignments'];
  /** What all meters (with their shares) used in the month, quarter and year of `from` before `from`; `usedBeforeFrom` says since when. Only tiers and quotas ask. */
  usedBefore: UsedBefore;
  /** Per period of the tariff's surcharge; null: none is set. */
  quota: Decimal | null;
  /** kvarh of the whole span; null: not known. */
  reactiveKvarh: Decimal | null;
  /** Largest mean power of each month as the utility's meter shows it, kW; null: from the intervals. */
  maxDemandKw: Decimal | null;
}

export interface MeterUse {
  meter: string;
  /** For what is said of it; absent: its id. */
  name?: { name: string; nameEn?: string | undefined };
  /** At most six decimals, so that amounts stay exact. */
  share: Decimal;
  readingIntervalS: number;
  /** Of the span; a day that is not there is absent. */
  days: readonly IntervalDay[];
  /** Long gaps that no interval has, kWh or m³ after the ratio; also such as reach over the edges of the span: they are shared by time. */
  held: readonly { fromAt: number; toAt: number; amount: number }[];
  /** Goes into the bill as it is. */
  told: Pick<BillMeter, 'startRegister' | 'endRegister' | 'isInterpolated' | 'ratio' | 'steps'>;
}
