import { CADENCE_CRONS } from './cadence.ts';
import type { School } from './catalog-cache.ts';
import type { Tally } from './tally.ts';

/** One line of the cron table: what is due when, on which clock. */
export interface Job {
  /** Unique: the key of its runs in the ledger. */
  name: string;
  /** Due whenever one of these is (minute hour day month weekday). */
  crons: readonly string[];
  timeZone: string;
  /** @returns one line for the ledger: what it did */
  run(): Promise<string>;
}

/** What the jobs of a site do. */
export interface SiteWork {
  /** Rules that somebody has to know of at any hour. */
  watchLive(school: School): Promise<Tally>;
  watchNight(school: School): Promise<Tally>;
  /** What the work list of the morning is made of, and how far the quotas are used up. */
  judgeMorning(school: School): Promise<Tally>;
  judgeEvening(school: School): Promise<Tally>;
  judgeWeek(school: School): Promise<Tally>;
  judgeSilence(school: School): Promise<Tally>;
  /** Data health: what may change every hour, what needs days of all meters, and momentary values. */
  judgeHealth(school: School): Promise<Tally>;
  compareMeters(school: School): Promise<Tally>;
  judgeMoments(school: School): Promise<Tally>;
}

/** The cron table of one site; its clock is the site's. */
export function jobTable(school: School, work: SiteWork): Job[] {
  const { id, timeZone } = school.plan.site;
  const job = (name: string, crons: readonly string[], run: (school: School) => Promise<Tally>): Job => ({
    name: `${name}@${id}`,
    crons,
    timeZone,
    run: async () => line(await run(school)),
  });
  return [
    job('live', CADENCE_CRONS.live, work.watchLive),
    job('night-watch', CADENCE_CRONS.night, work.watchNight),
    job('morning', CADENCE_CRONS.morning, work.judgeMorning),
    job('evening', CADENCE_CRONS.evening, work.judgeEvening),
    job('weekly', CADENCE_CRONS.weekly, work.judgeWeek),
    job('silence', ['*/10 * * * *'], work.judgeSilence),
    job('phases', ['*/10 * * * *'], work.judgeMoments),
    job('health', ['7 * * * *'], work.judgeHealth),
    job('compare-meters', ['40 5 * * *'], work.compareMeters),
  ];
}

/** `judged=58 opened=2 recovered=1 blind=3`: counts by name, so that each page can say it in its own language. */
function line({ judged, opened, recovered, blind }: Tally): string {
  return `judged=${judged} opened=${opened} recovered=${recovered} blind=${blind}`;
}
