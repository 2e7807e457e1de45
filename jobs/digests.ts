import { type FridayFacts, fridayDigest } from '../alerts/digest/friday-digest.ts';
import { fridayFacts } from '../alerts/digest/friday-facts.ts';
import { morningDigest } from '../alerts/digest/morning-digest.ts';
import { morningFacts } from '../alerts/digest/morning-facts.ts';
import { eventsByAlert } from '../alerts/digest/round-tally.ts';
import { workMessage, workOf } from '../alerts/digest/work-list.ts';
import { MIN_ANSWERS, type Trust } from '../alerts/night/trust.ts';
import { addDays, type LocalTime, weekdayOf } from '../domain/local-time.ts';
import type { MessageText, NewMessage } from '../domain/message.ts';
import type { DigestKind } from '../store/night-ports.ts';
import { daily } from './cadence.ts';
import type { School } from './catalog-cache.ts';
import { type DigestDeps, demotedNames, nightCoverage, readAlertBook } from './digest-sources.ts';
import { loadTrust } from './round-sources.ts';
import type { Job } from './table.ts';

const FRIDAY = 5;
const WEEK_NIGHTS = 7;
const HOUR_MS = 3_600_000;
/** In the evening a night is no news any more, on Tuesday a week is none. */
const STALE_MS = { morning: 12 * HOUR_MS, friday: 4 * 24 * HOUR_MS };
/** So much later it is made up for: only where the digests were in use before. A school that was set up today missed none. */
const LATE_MS = HOUR_MS;

/** The lines of the cron table that tell people what was; after a pause the latest is made up for, once. */
export function digestJobs(deps: DigestDeps, school: School, inTurn: <T>(work: () => Promise<T>) => Promise<T>): Job[] {
  const { id, timeZone } = school.plan.site;
  const job = (name: string, cron: string, run: () => Promise<string>): Job => ({
    name: `${name}@${id}`,
    crons: [cron],
    timeZone,
    run: () => inTurn(run),
  });
  return [
    job('morning-digest', daily(deps.times.morning), () => tellMorning(deps, school)),
    job('friday-digest', `${daily(deps.times.friday).slice(0, -1)}${FRIDAY}`, () => tellFriday(deps, school)),
  ];
}

/** The five lines for the logistics head, and the work list for the electrician. @returns one line for the ledger */
export async function tellMorning(deps: DigestDeps, school: School): Promise<string> {
  const { records, times, now } = deps;
  const { plan, local } = school;
  const site = plan.site.id;
  const at = now();
  const day = dueDay(local, times.morning, at);
  const night = addDays(day, -1);
  if (!(await isWanted(deps, school, 'morning', day))) return 'told=0';
  const book = await readAlertBook(records, site, night, night);
  const rounds = await records.rounds.list(site, night, night);
  const coverage = await nightCoverage(records, school, night);
  const demoted = demotedNames(await loadTrust({ records }, school, night));
  const text = morningDigest(morningFacts({ plan, local, now: at, night, rounds, ...book, coverage, demoted }));
  const work = workOf(book.alerts, eventsByAlert(book.events));
  const list = workMessage(work, plan, local, at);
  const base = { site, createdAt: at, alert: null } as const;
  const messages: NewMessage[] = [
    { ...base, kind: 'morning', key: `morning:${day}`, urgency: 'digest', audience: 'logistics', text, link: '/digests' },
    ...(list
      ? [{ ...base, kind: 'work', key: `work:${day}`, urgency: 'today', audience: 'maintainer', text: list, link: '/work' } as const]
      : []),
  ];
  await records.digests.save({ site, kind: 'morning', day, madeAt: at, lines: text.lines }, messages);
  return `told=${messages.length} work=${work.length}`;
}

/** The week for the logistics head. @returns one line for the ledger */
export async function tellFriday(deps: DigestDeps, school: School): Promise<string> {
  const { records, times, now } = deps;
  const { plan, local } = school;
  const site = plan.site.id;
  const at = now();
  const day = dueDay(local, times.friday, at, FRIDAY);
  const toNight = addDays(day, -1);
  const fromNight = addDays(day, -WEEK_NIGHTS);
  if (!(await isWanted(deps, school, 'friday', day))) return 'told=0';
  const book = await readAlertBook(records, site, fromNight, toNight);
  const rounds = await records.rounds.list(site, fromNight, toNight);
  const trust = toTrust(await loadTrust({ records }, school, day));
  const text: MessageText = fridayDigest(fridayFacts({ plan, local, now: at, fromNight, toNight, rounds, ...book, trust }));
  const message: NewMessage = {
    site,
    kind: 'friday',
    key: `friday:${day}`,
    createdAt: at,
    urgency: 'digest',
    audience: 'logistics',
    alert: null,
    text,
    link: '/digests',
  };
  await records.digests.save({ site, kind: 'friday', day, madeAt: at, lines: text.lines }, [message]);
  return 'told=1';
}

function toTrust(trust: Trust): FridayFacts['trust'] {
  const tallies = [...trust.rules.values()];
  const answers = tallies.reduce((sum, tally) => sum + tally.answers, 0);
  const right = tallies.reduce((sum, tally) => sum + tally.right, 0);
  return { answers, precision: answers < MIN_ANSWERS ? null : right / answers, demoted: demotedNames(trust) };
}

/** The local day for which a digest was last due: that of a late run, too. */
function dueDay(local: LocalTime, clock: string, now: number, weekday?: number): string {
  let day = local.dayOf(now);
  while (local.at(day, clock) > now || (weekday !== undefined && weekdayOf(day) !== weekday)) day = addDays(day, -1);
  return day;
}

/** Whether there is a night to tell of, and whether it is news yet. */
async function isWanted({ records, times, now }: DigestDeps, { plan, local }: School, kind: DigestKind, day: string): Promise<boolean> {
  const site = plan.site.id;
  const span = await records.intervals.span(site);
  if (span === null || span.firstDay >= day) return false;
  const lateMs = now() - local.at(day, times[kind]);
  if (lateMs > STALE_MS[kind]) return false;
  return lateMs <= LATE_MS || (await records.digests.list(site, { limit: 1 })).length > 0;
}
