import { reconcile } from '../alerts/reconcile.ts';
import type { HealthJudgement } from '../analysis/health-detector.ts';
import { type Alert, alertId } from '../domain/alert.ts';
import type { Clock } from '../domain/clock.ts';
import type { Finding, Rule } from '../domain/finding.ts';
import type { Records } from '../store/ports.ts';
import type { School } from './catalog-cache.ts';
import { countNotices, type Tally } from './tally.ts';

export interface StepDeps {
  records: Pick<Records, 'alerts'>;
  now: Clock;
}

/**
 * Bring the alerts of a rule about meters in step with what was judged.
 *
 * @param options.goesOn the rule looks at a window that ends now: what goes on keeps the first night and start it was found with
 * @param options.asOf   until when the day of a finding was known; default: now. Older than a day, nobody is told of it
 */
export async function bringInStep(
  { records, now }: StepDeps,
  { plan, local, rulebook }: School,
  rule: Rule,
  judgement: HealthJudgement,
  options: { goesOn?: boolean; asOf?: (night: string) => number } = {},
): Promise<Tally> {
  const site = plan.site.id;
  const at = now();
  const existing = [
    ...(await records.alerts.list(site, { rule, state: 'open' })),
    ...(await records.alerts.list(site, { rule, state: 'no_data' })),
  ];
  const all = options.goesOn ? judgement.findings.map((finding) => continued(finding, existing)) : judgement.findings;
  // Nobody is called for what lies inside an exclusion.
  const isExcluded = (finding: Finding, instant: number) => rulebook.isExcluded(rule, finding.meter, instant);
  const findings = all.filter((finding) => !isExcluded(finding, finding.startAt) || !isExcluded(finding, finding.endAt ?? at));
  // A cause that comes back on the same day meets its alert of that day again.
  for (const finding of findings) {
    const id = alertId(site, finding);
    const alert = existing.some((known) => known.id === id) ? undefined : await records.alerts.get(site, id);
    if (alert) existing.push(alert);
  }
  const today = local.dayOf(at);
  const changes = reconcile(
    {
      site,
      rule,
      scope: 'cause',
      meters: judgement.judged,
      fromNight: today,
      toNight: today,
      findings,
      blind: judgement.blind,
      excused: [],
      asOf: options.asOf ?? (() => at),
      isOver: () => false,
    },
    existing,
    at,
  );
  await records.alerts.apply(changes, at);
  return { judged: judgement.judged.size, findings: findings.length, blind: judgement.blind.length, ...countNotices(changes) };
}

function continued(finding: Finding, existing: readonly Alert[]): Finding {
  const before = existing.find(({ meter }) => meter === finding.meter)?.finding;
  return before && finding.endAt === undefined ? { ...finding, night: before.night, startAt: before.startAt } : finding;
}
