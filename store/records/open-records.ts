import { Kysely, Migrator } from 'kysely';
import type { Records } from '../ports.ts';
import { createAccounts } from './accounts.ts';
import { createAddresses } from './addresses.ts';
import { createAlertEvents } from './alert-events.ts';
import { createAlertStore } from './alerts.ts';
import { createAudit } from './audit.ts';
import { createCalendars } from './calendars.ts';
import { createCatalog } from './catalog.ts';
import { createOneTimeCodes } from './codes.ts';
import { createCorrections } from './corrections.ts';
import { createDeclarations } from './declarations.ts';
import { openSqliteDialect } from './dialect.ts';
import { createDigests } from './digests.ts';
import { createEnergyLedger } from './energy-ledger.ts';
import { createFacts } from './facts.ts';
import { createIntake } from './intake.ts';
import { createIntervalStore } from './intervals.ts';
import { createJobLedger } from './ledger.ts';
import { createManualReadings } from './manual-readings.ts';
import { createMeasures } from './measures.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { createMonthReports } from './month-reports.ts';
import { createOutbox } from './outbox.ts';
import { createPeople } from './people.ts';
import { createPhotos } from './photos.ts';
import { createQuotas } from './quotas.ts';
import { createResale } from './resale.ts';
import { createRosters } from './rosters.ts';
import { createRounds } from './rounds.ts';
import { createRuleSettings } from './rule-settings.ts';
import { createSeenFindings } from './seen-findings.ts';
import { createSessions } from './sessions.ts';
import type { Db, Tables } from './tables.ts';
import { createTariffs } from './tariffs.ts';
import { createApiTokens } from './tokens.ts';
import { createWeatherStore } from './weather.ts';

/**
 * Open the records database and bring its tables to today's form. Several processes may have it open at once.
 *
 * @param path a file; made when it is not there
 * @param options.temporary nobody needs the file after a crash: faster
 * @throws Error naming the file when it is no database, or when a migration fails; it is then as it was before
 */
export async function openRecords(path: string, options: { temporary?: boolean } = {}): Promise<Records> {
  const db = await openDatabase(path, options);
  return {
    catalog: createCatalog(db),
    intake: createIntake(db),
    intervals: createIntervalStore(db),
    alerts: createAlertStore(db),
    ledger: createJobLedger(db),
    corrections: createCorrections(db),
    manualReadings: createManualReadings(db),
    photos: createPhotos(db),
    ruleSettings: createRuleSettings(db),
    declarations: createDeclarations(db),
    calendars: createCalendars(db),
    weather: createWeatherStore(db),
    alertEvents: createAlertEvents(db),
    rounds: createRounds(db),
    digests: createDigests(db),
    seenFindings: createSeenFindings(db),
    people: createPeople(db),
    sessions: createSessions(db),
    codes: createOneTimeCodes(db),
    tokens: createApiTokens(db),
    audit: createAudit(db),
    rosters: createRosters(db),
    addresses: createAddresses(db),
    outbox: createOutbox(db),
    resale: createResale(db),
    accounts: createAccounts(db),
    monthReports: createMonthReports(db),
    energyLedger: createEnergyLedger(db),
    tariffs: createTariffs(db),
    quotas: createQuotas(db),
    facts: createFacts(db),
    measures: createMeasures(db),
    close: () => db.destroy(),
  };
}

async function openDatabase(path: string, options: { temporary?: boolean }): Promise<Db> {
  let db: Db | undefined;
  try {
    db = new Kysely<Tables>({ dialect: openSqliteDialect(path, options) });
    await migrate(db);
    return db;
  } catch (cause) {
    await db?.destroy();
    throw new Error(`the records database ${path} cannot be opened and brought to today's form: ${String(cause)}`, { cause });
  }
}

async function migrate(db: Db): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(MIGRATIONS) } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error as Error;
}
