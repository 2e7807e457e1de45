import { reconcile } from '../alerts/reconcile.ts';
import type { SilenceDetector } from '../analysis/meter-silent.ts';
import { alertId } from '../domain/alert.ts';
import type { Clock } from '../domain/clock.ts';
import type { Records } from '../store/ports.ts';
import type { KnownSite } from './catalog-cache.ts';
import { countNotices, type Tally } from './judge-night.ts';

/** The collector says something every second; after so long it is not there. */
const COLLECTOR_GONE_MS = 30_000;

/** Judge which meters of a site have fallen silent, and bring the alerts in step. */
export async function judgeSilence(
  { records, now }: { records: Pick<Records, 'intake' | 'alerts'>; now: Clock },
  { plan, local }: KnownSite,
  detector: SilenceDetector,
): Promise<Tally> {
  const site = plan.site.id;
  const at = now();
  const collector = await records.intake.state();
  const listens = collector?.connected === true && at - collector.updatedAt <= COLLECTOR_GONE_MS;
  const latest = new Map((await records.intake.latest(site)).map((reading) => [reading.meter, reading]));
  const { findings, blind, judged } = detector.judge({
    meters: plan.meters,
    latest,
    listeningSince: listens ? collector.startedAt : null,
    local,
    now: at,
  });
  const rule = detector.rule;
  const existing = [
    ...(await records.alerts.list(site, { rule, state: 'open' })),
    ...(await records.alerts.list(site, { rule, state: 'no_data' })),
  ];
  // A meter that falls silent twice on a day meets its alert of that day again.
  for (const finding of findings) {
    const alert = await records.alerts.get(site, alertId(site, finding));
    if (alert && !existing.some(({ id }) => id === alert.id)) existing.push(alert);
  }
  const today = local.dayOf(at);
  const changes = reconcile(
    { site, rule, scope: 'cause', meters: judged, fromNight: today, toNight: today, findings, blind, asOf: () => at, isOver: () => false },
    existing,
    at,
  );
  await records.alerts.apply(changes, at);
  return { judged: judged.size, findings: findings.length, blind: blind.length, ...countNotices(changes) };
}
