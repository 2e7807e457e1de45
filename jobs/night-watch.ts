import type { NightDetector } from '../analysis/night-detector.ts';
import type { KnownSite } from './catalog-cache.ts';
import { type JudgeDeps, judgeNights, latestNight, type Tally } from './judge-night.ts';

/**
 * Tonight's round: the night that has begun last, and earlier ones whose alerts nobody closed because the program was away
 * when they ended.
 */
export async function watchNight(deps: JudgeDeps, site: KnownSite, detector: NightDetector): Promise<Tally> {
  const tonight = latestNight(detector, site.local, deps.now());
  const open = await deps.records.alerts.list(site.plan.site.id, { rule: detector.rule, state: 'open' });
  const before = [...new Set(open.map(({ night }) => night))].filter((night) => night < tonight);
  for (const night of before) await judgeNights(deps, site, detector, { fromNight: night, toNight: night });
  return judgeNights(deps, site, detector, { fromNight: tonight, toNight: tonight });
}
