import { addToRound } from '../alerts/night/add-to-round.ts';
import { nightOf } from '../alerts/night/ground.ts';
import { addedMessage } from '../alerts/night/night-messages.ts';
import { roundClock } from '../alerts/night/round-clock.ts';
import type { Round } from '../domain/round.ts';
import type { School } from './catalog-cache.ts';
import { loadBlind } from './round-blind.ts';
import { loadTonight, loadTrust, type RoundDeps, stopSources } from './round-sources.ts';

/** The quarter hour that ends at 23:30 is known, and judged, some minutes later. */
const SETTLE_MS = 5 * 60_000;

/** The list that is walked now: the second one once it is there. */
export async function runningRound({ records, now }: RoundDeps, { plan, local }: School): Promise<Round | undefined> {
  const at = now();
  const night = nightOf(local, at);
  const [newest] = await records.rounds.list(plan.site.id, night, night);
  return newest && at < newest.endsAt ? newest : undefined;
}

/**
 * What was found since the list was made comes on to it, while the round runs. The first time some minutes after 23:30 is the second look of
 * the school's own rule: what cannot be judged is looked up again as well, and both are told at once.
 *
 * @returns one line for the ledger
 */
export async function refreshRound(deps: RoundDeps, school: School): Promise<string> {
  const { records, now, times } = deps;
  const running = await runningRound(deps, school);
  if (!running) return 'over=1';
  const { site, night, number } = running;
  const at = now();
  const { recheckAt } = roundClock(times, school.local, night);
  const trust = await loadTrust(deps, school, night);
  const tonight = await loadTonight(deps, school, { night, isDemoted: trust.isDemoted }, number > 1);
  const sources = await stopSources(deps, school, night, tonight);
  const isDue = number === 1 && running.recheckedAt === null && at >= recheckAt;
  const isNews = () => addToRound(running, tonight.candidates, school, times.maxStops, at).added.length > 0;
  // What is found tells that the readings are there.
  const isRecheck = isDue && (at >= recheckAt + SETTLE_MS || isNews());
  const blind = isRecheck ? await loadBlind(deps, school, night) : undefined;
  let told = 0;
  await records.rounds.change(site, night, number, (known) => {
    const { round, added } = addToRound(known, tonight.candidates, school, times.maxStops, at);
    const checked: Round = blind ? { ...round, blind, expected: [], recheckedAt: known.recheckedAt ?? at } : round;
    const isSame = added.length === 0 && round.leftOut.length === known.leftOut.length && !blind;
    if (isSame) return undefined;
    told = added.length;
    const newlyBlind = (blind ?? []).filter((meter) => !known.blind.includes(meter));
    const message = addedMessage(checked, added, newlyBlind, sources);
    return { round: checked, messages: message ? [message] : [] };
  });
  return `added=${told}${blind ? ` blind=${blind.length}` : ''}`;
}
