import type { ClockWindow } from '../domain/local-time.ts';
import type { KnownSite } from './catalog-cache.ts';
import type { Tally } from './judge-night.ts';

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
  watchNight(site: KnownSite): Promise<Tally>;
  judgeMorning(site: KnownSite): Promise<Tally>;
  judgeSilence(site: KnownSite): Promise<Tally>;
  /** Data health: what may change every hour, what needs days of all meters, and momentary values. */
  judgeHealth(site: KnownSite): Promise<Tally>;
  compareMeters(site: KnownSite): Promise<Tally>;
  judgePhases(site: KnownSite): Promise<Tally>;
}

/** The cron table of one site; its clock is the site's. */
export function jobTable(site: KnownSite, work: SiteWork, nightWindow: ClockWindow): Job[] {
  const { id, timeZone } = site.plan.site;
  const job = (name: string, crons: readonly string[], run: () => Promise<string>): Job => ({
    name: `${name}@${id}`,
    crons,
    timeZone,
    run,
  });
  return [
    job('night-watch', everyFiveMinutes(nightWindow), async () => line(await work.watchNight(site))),
    job('morning', ['15 6 * * *'], async () => line(await work.judgeMorning(site))),
    job('silence', ['*/10 * * * *'], async () => line(await work.judgeSilence(site))),
    job('phases', ['*/10 * * * *'], async () => line(await work.judgePhases(site))),
    job('health', ['7 * * * *'], async () => line(await work.judgeHealth(site))),
    job('compare-meters', ['40 5 * * *'], async () => line(await work.compareMeters(site))),
  ];
}

/** Cron lines for every five minutes from the start to the end of a window that may cross midnight, both included. */
export function everyFiveMinutes({ start, end }: ClockWindow): string[] {
  const [fromHour, fromMinute] = clock(start);
  const [toHour, toMinute] = clock(end);
  if (start < end && fromHour === toHour) return [`${fromMinute}-${toMinute}/5 ${fromHour} * * *`];
  const hours: number[] = [];
  for (let hour = (fromHour + 1) % 24; hour !== toHour; hour = (hour + 1) % 24) hours.push(hour);
  const whole = hours.length === 0 ? [] : [`*/5 ${hours.join(',')} * * *`];
  const last = toMinute === 0 ? '0' : `0-${toMinute}/5`;
  return [`${fromMinute}-59/5 ${fromHour} * * *`, ...whole, `${last} ${toHour} * * *`];
}

function clock(time: string): [number, number] {
  const [hour, minute] = time.split(':').map(Number);
  return [hour!, minute!];
}

/** `judged=58 opened=2 recovered=1 blind=3`: counts by name, so that each page can say it in its own language. */
function line({ judged, opened, recovered, blind }: Tally): string {
  return `judged=${judged} opened=${opened} recovered=${recovered} blind=${blind}`;
}
