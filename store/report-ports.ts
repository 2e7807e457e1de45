/** What the program asks of the records about the facts of a school and what was reported of it. */
import type { LedgerEntry } from '../domain/energy-ledger.ts';
import type { Factor } from '../domain/factor.ts';
import type { Measure } from '../domain/measure.ts';
import type { SchoolFact } from '../domain/school-facts.ts';

export interface Facts {
  /** By kind then `fromMonth`. */
  list(site: string): Promise<SchoolFact[]>;
  /** Inserted or replaced by id. */
  save(fact: SchoolFact): Promise<void>;
  remove(site: string, id: string): Promise<boolean>;
  /** Of the school's own; those that come with the program are in domain/factors.ts. */
  factors(site: string): Promise<Factor[]>;
  saveFactor(site: string, factor: Factor, by: string, at: number): Promise<void>;
  removeFactor(site: string, id: string): Promise<boolean>;
}

export interface EnergyLedger {
  /** Of the months from and to, both included; by month, row, id. */
  entries(site: string, fromMonth: string, toMonth: string): Promise<LedgerEntry[]>;
  /** One transaction. @returns with their numbers */
  add(entries: readonly Omit<LedgerEntry, 'id'>[]): Promise<LedgerEntry[]>;
}

/** A report that was made: its numbers never change. `data` is a MonthReport (reports/month/schema.ts) as JSON. */
export interface ReportRow {
  site: string;
  /** `YYYY-MM`. */
  month: string;
  version: number;
  state: 'draft' | 'approved';
  madeBy: string;
  madeAt: number;
  approvedBy: string | null;
  approvedAt: number | null;
  data: string;
  /** What people wrote beside the numbers (Remarks of reports/month/schema.ts), JSON; fixed by approval. */
  remarks: string;
}

export interface MonthReports {
  /** Without their data, newest month and version first. */
  list(site: string, limit: number): Promise<Omit<ReportRow, 'data' | 'remarks'>[]>;
  /** @param version absent: the newest */
  get(site: string, month: string, version?: number): Promise<ReportRow | undefined>;
  /** Version 1, or one more than the newest. @throws when that version was made meanwhile */
  add(row: Omit<ReportRow, 'state' | 'approvedBy' | 'approvedAt'>): Promise<void>;
  /** False: it is approved, or not there. */
  saveRemarks(site: string, month: string, version: number, remarks: string): Promise<boolean>;
  /** False: it was approved before, or is not there. */
  approve(site: string, month: string, version: number, by: string, at: number): Promise<boolean>;
}

export interface Measures {
  list(site: string): Promise<Measure[]>;
  /** Inserted or replaced by id. */
  save(measure: Measure): Promise<void>;
}
