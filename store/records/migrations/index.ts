import type { Migration } from 'kysely';
import * as firstTables from './0001-first-tables.ts';
import * as corrections from './0002-corrections.ts';
import * as rules from './0003-rules.ts';
import * as nightAndPeople from './0004-night-and-people.ts';
import * as moneyAndReports from './0005-money-and-reports.ts';

/** Every migration by name, in order. One that was released is never changed: a correction is a new one. */
export const MIGRATIONS: Record<string, Migration> = {
  '0001-first-tables': firstTables,
  '0002-corrections': corrections,
  '0003-rules': rules,
  '0004-night-and-people': nightAndPeople,
  '0005-money-and-reports': moneyAndReports,
};
