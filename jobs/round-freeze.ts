import { nightOf } from '../alerts/night/ground.ts';
import { demotedMessage, listMessage } from '../alerts/night/night-messages.ts';
import { planRound } from '../alerts/night/plan-round.ts';
import { listSpan, roundClock } from '../alerts/night/round-clock.ts';
import { spotRooms } from '../alerts/night/spot-rooms.ts';
import type { Trust } from '../alerts/night/trust.ts';
import type { NewMessage } from '../domain/message.ts';
import { addDays } from '../domain/local-time.ts';
import type { School } from './catalog-cache.ts';
import { loadExpected } from './round-expected.ts';
import { loadBlind, metersOfTonight } from './round-blind.ts';
import { loadTonight, loadTrust, type RoundDeps, stopSources } from './round-sources.ts';

/** A list that comes so much after its time says so. */
export const LATE_MS = 5 * 60_000;

/**
 * Makes a list of the night, once. When the program was away at its time it is made as soon as it is back, as long as the round
 * would still run; after that nobody walks any more.
 *
 * @returns one line for the ledger
 */
export async function freezeRound(deps: RoundDeps, school: School, number: number): Promise<string> {
  const { records, now, times } = deps;
  const at = now();
  const site = school.plan.site.id;
  const night = nightOf(school.local, at);
  const span = listSpan(roundClock(times, school.local, night), number);
  if (!span || at < span.fromAt || at >= span.endsAt) return 'over=1';
  if (await records.rounds.get(site, night, number)) return 'there=1';

  const trust = await loadTrust(deps, school, night);
  const tonight = await loadTonight(deps, school, { night, isDemoted: trust.isDemoted }, number > 1);
  const listed = tonight.candidates.listed.map(({ alert }) => alert.meter);
  const plan = {
    site,
    night,
    number,
    endsAt: span.endsAt,
    maxStops: times.maxStops,
    // One draw a night: who walks twice looks at the same rooms.
    spaces: number === 1 ? spotRooms(school, night, listed, times.spotChecks) : [],
    expected: number === 1 ? await loadExpected(deps, school, night, trust.isDemoted) : [],
    blind: await loadBlind(deps, school, night),
  };
  const round = planRound(tonight.candidates, plan, school, at);
  const sources = await stopSources(deps, school, night, tonight);
  const dataUntil = newestOf(sources.newestAt, metersOfTonight(school));
  const list = listMessage(round, { ...sources, dataUntil, recheckClock: times.recheck, isLate: at - span.fromAt > LATE_MS });
  await records.rounds.save(round, [list, ...(await newlyDemoted(deps, school, night, trust))]);
  return `stops=${round.stops.length} left_out=${round.leftOut.length} blind=${round.blind.length}`;
}

function newestOf(newestAt: ReadonlyMap<string, number>, meters: ReadonlySet<string>): number | null {
  const known = [...newestAt].flatMap(([meter, at]) => (meters.has(meter) ? [at] : []));
  return known.length === 0 ? null : Math.max(...known);
}

/** Rules that were trusted when the last list was made, and are not any more: told once. */
async function newlyDemoted(deps: RoundDeps, school: School, night: string, trust: Trust): Promise<NewMessage[]> {
  const demoted = [...trust.rules].filter(([, { isDemoted }]) => isDemoted);
  if (demoted.length === 0) return [];
  const site = school.plan.site.id;
  const [last] = await deps.records.rounds.list(site, trust.fromNight, addDays(night, -1));
  const before = last && (await loadTrust(deps, school, last.night));
  return demoted
    .filter(([rule]) => !before?.rules.get(rule)?.isDemoted)
    .map(([rule, tally]) => demotedMessage({ site, createdAt: deps.now() }, night, rule, tally));
}
