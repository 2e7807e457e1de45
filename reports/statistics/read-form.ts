import type { LedgerEntry, LedgerRow } from '../../domain/energy-ledger.ts';
import { factsOf, heldIn } from '../../domain/facts-of-month.ts';
import type { FactsOfMonth } from '../../domain/school-facts.ts';
import type { EnergyLedger, Facts } from '../../store/report-ports.ts';
import { checkForm, type FormQuestion } from './checks.ts';
import { type FormRow, monthsOfPeriod, toForm, yearBefore } from './form.ts';
import { sumEntries } from './ledger-sums.ts';

export interface StatisticsDeps {
  records: { energyLedger: Pick<EnergyLedger, 'entries'>; facts: Pick<Facts, 'list'> };
}

/** The two base forms of a period, filled in from the account and the facts, with the account's lines behind them. */
export interface Statistics {
  period: string;
  months: string[];
  rows: FormRow[];
  before: FormRow[];
  questions: FormQuestion[];
  /** As they held in the last month. */
  facts: FactsOfMonth;
  codes: Partial<Record<LedgerRow, string>>;
  entries: LedgerEntry[];
}

/** @param period a year, a quarter or a month, such as `2026-Q2` @throws RangeError for anything else */
export async function readStatistics({ records }: StatisticsDeps, site: string, period: string): Promise<Statistics> {
  const months = monthsIn(period);
  const monthsBefore = monthsIn(yearBefore(period));
  const entries = await records.energyLedger.entries(site, months[0]!, months.at(-1)!);
  const entriesBefore = await records.energyLedger.entries(site, monthsBefore[0]!, monthsBefore.at(-1)!);
  const known = await records.facts.list(site);
  const facts = factsOf(known, months.at(-1)!);
  const sums = sumEntries(entries);
  const rows = toForm(sums, months);
  const before = toForm(sumEntries(entriesBefore), monthsBefore);
  const questions = checkForm({ rows, before, sums, facts, factsBefore: factsOf(known, monthsBefore.at(-1)!) });
  const codes = heldIn(known, months.at(-1)!).find((fact) => fact.kind === 'codes')?.codes ?? {};
  return { period, months, rows, before, questions, facts, codes, entries };
}

function monthsIn(period: string): string[] {
  const months = monthsOfPeriod(period);
  if (!months) throw new RangeError(`'${period}' is no period; allowed: a year (2026), a quarter (2026-Q2), a month (2026-05)`);
  return months;
}
