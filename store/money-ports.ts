/** What the program asks of the records about prices, bills and quotas. */
import type { Account, Invoice, ResaleParty, Statement, StatementDraft } from '../domain/bill.ts';
import type { QuotaPlan } from '../domain/quota.ts';
import type { Tariff, TariffRevision } from '../domain/tariff.ts';

export interface Tariffs {
  /** The newest revision of every version (id and `validFrom`) that is not withdrawn, by id then `validFrom`. */
  list(site: string): Promise<TariffRevision[]>;
  /** Every revision of a tariff, newest first. */
  history(site: string, id: string): Promise<TariffRevision[]>;
  /** A new revision of the version that begins at `validFrom`. Revisions count through all versions of an id. */
  save(site: string, tariff: Tariff, by: string, at: number): Promise<TariffRevision>;
  /** False: no such version in use. */
  withdraw(site: string, id: string, validFrom: string, at: number): Promise<boolean>;
}

export interface Accounts {
  /** Those in use, by name; with `all` the ended ones too. */
  list(site: string, options?: { all?: boolean }): Promise<Account[]>;
  /** Inserted or replaced by id. */
  save(account: Account, by: string, at: number): Promise<void>;
  /** By `from`, newest first. */
  invoices(site: string, of?: { account?: string; from?: string; to?: string }): Promise<Invoice[]>;
  /** Inserted or replaced by id; the replaced text stays in the audit log. */
  saveInvoice(invoice: Invoice): Promise<void>;
  /** False: it is not there. */
  removeInvoice(site: string, id: string): Promise<boolean>;
}

export interface Resale {
  /** Those in use, by name; with `all` the ended ones too. */
  parties(site: string, options?: { all?: boolean }): Promise<ResaleParty[]>;
  /** Inserted or replaced by id. */
  saveParty(party: ResaleParty, by: string, at: number): Promise<void>;
  /** Whose span meets [from, to); newest span first, by number. */
  statements(site: string, of?: { party?: string; building?: string; from?: string; to?: string; limit?: number }): Promise<Statement[]>;
  statement(site: string, id: string): Promise<Statement | undefined>;
  /**
   * One transaction: all of a batch are numbered and added, or none.
   *
   * @param year of the numbers
   * @throws AlreadyBilled when a party has an issued statement that meets a span, or that trues up the same
   */
  add(site: string, year: string, drafts: readonly StatementDraft[]): Promise<Statement[]>;
  /**
   * One transaction: the statement that the reversal names is cancelled, the reversal and what takes its place are added. Undefined: it
   * is not there, was cancelled before, is a reversal itself, or is mended by one that is not cancelled.
   */
  cancel(site: string, year: string, reversal: StatementDraft, anew: readonly StatementDraft[]): Promise<Statement[] | undefined>;
  /** Read, changed and written in one transaction: a dispute is noted or answered. Its numbers never change. False: it is not there. */
  dispute(site: string, id: string, edit: (disputes: Statement['disputes']) => Statement['disputes']): Promise<boolean>;
}

/** Thrown where a batch would bill somebody twice for the same time. */
export class AlreadyBilled extends Error {
  override readonly name = 'AlreadyBilled';
  readonly party: string;
  /** The statement that is there. */
  readonly statement: string;
  constructor(party: string, statement: string) {
    super(`party '${party}' is billed for this time already, by statement ${statement}`);
    this.party = party;
    this.statement = statement;
  }
}

export interface Quotas {
  /** The newest version of each, by name; with `all` every version, by id then version. */
  list(site: string, options?: { all?: boolean }): Promise<QuotaPlan[]>;
  /** A new version, a draft; its number is given. Approved ones hold until this one is approved. */
  save(plan: Omit<QuotaPlan, 'version' | 'approvedBy' | 'approvedAt'>): Promise<QuotaPlan>;
  /** False: it is not there, or was approved before. Yearly ones become part of the SitePlan: the catalog's version grows. */
  approve(site: string, id: string, version: number, by: string, at: number): Promise<boolean>;
}
