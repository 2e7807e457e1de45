import type { HealthDetectors } from '../analysis/detectors.ts';
import type { MeterSeries } from '../analysis/health-detector.ts';
import { PHASE_FAULT_FIELDS } from '../analysis/phase-fault.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays } from '../domain/local-time.ts';
import type { ReadingStore, Records } from '../store/ports.ts';
import { bringInStep, type StepDeps } from './bring-in-step.ts';
import type { KnownSite } from './catalog-cache.ts';
import { judgeStuck, loadBook, loadSeries } from './health-series.ts';
import { sumOf, type Tally } from './judge-night.ts';

const HOUR_MS = 3_600_000;
/** Steps that are looked at, the largest first; a school that has more has another trouble. */
const MOST_STEPS = 2000;
/** A reading changes the day of the reading before it as well, and some come a day late. */
const LAST_DAYS = 2;

export interface HealthDeps extends StepDeps {
  records: Pick<Records, 'intervals' | 'intake' | 'alerts'>;
  readings: Pick<ReadingStore, 'range'>;
}

/** The rules about meters and their data, for the electrician. */
export interface Health {
  /** What may change every hour: meters that stand still, open steps, clocks. */
  hourly(site: KnownSite): Promise<Tally>;
  /** What needs days of all meters side by side: ratios, doubled channels, balances. */
  nightly(site: KnownSite): Promise<Tally>;
  /** Momentary values: phases. */
  phases(site: KnownSite): Promise<Tally>;
  /** Days changed from `fromDay` on: readings that came late, history that was loaded, steps that were decided. */
  changed(site: KnownSite, fromDay: string): Promise<void>;
}

export function createHealth(deps: HealthDeps, detectors: HealthDetectors): Health {
  const { records, now } = deps;

  async function stuck(site: KnownSite, fromDay: string): Promise<Tally> {
    return bringInStep(deps, site, 'meter_stuck', await judgeStuck(records, site, detectors.stuck, fromDay, now()));
  }

  async function steps(site: KnownSite): Promise<Tally> {
    const { plan, local } = site;
    const open = await records.intervals.steps(plan.site.id, { kinds: ['suspicious', 'exchange'], order: 'largest', limit: MOST_STEPS });
    const judgement = detectors.step.judge({ meters: plan.meters, steps: open, local });
    // A step of a history that is loaded is no news.
    const asOf = (night: string) => Math.min(now(), local.startOfDay(addDays(night, 2)));
    return bringInStep(deps, site, 'register_step', judgement, { asOf });
  }

  async function clocks(site: KnownSite): Promise<Tally> {
    const { plan, local } = site;
    const lags = await records.intake.clockLags(plan.site.id);
    const judgement = detectors.clock.judge({ meters: plan.meters, lags, local, now: now() });
    return bringInStep(deps, site, 'clock_drift', judgement, { goesOn: true });
  }

  /** Whole hours up to now, of all meters. */
  async function recent(site: KnownSite, hours: number): Promise<MeterSeries[]> {
    const toAt = Math.floor(now() / HOUR_MS) * HOUR_MS;
    const meters = site.plan.meters.filter(({ medium }) => medium !== 'weather');
    return meters.length === 0 ? [] : loadSeries(records, site, meters, toAt - hours * HOUR_MS, toAt);
  }

  async function ratios(site: KnownSite): Promise<Tally> {
    const { plan, local } = site;
    const hours = detectors.ratio.lookBackDays * 24;
    const meters = await recent(site, hours);
    const fromAt = now() - hours * HOUR_MS;
    const judgement = detectors.ratio.judge({
      meters,
      steps: await records.intervals.steps(plan.site.id, { kinds: ['suspicious'], fromAt, toAt: now() + INTERVAL_MS, limit: MOST_STEPS }),
      failed: await failedSince(site, fromAt),
      local,
      now: now(),
    });
    return bringInStep(deps, site, 'ct_ratio_suspect', judgement, { goesOn: true });
  }

  async function failedSince(site: KnownSite, fromAt: number): Promise<Set<string>> {
    const alerts = await records.alerts.list(site.plan.site.id, { rule: 'meter_stuck' });
    return new Set(alerts.filter(({ finding }) => (finding.endAt ?? Number.POSITIVE_INFINITY) >= fromAt).map(({ meter }) => meter));
  }

  async function twins(site: KnownSite): Promise<Tally> {
    const meters = await recent(site, detectors.twin.lookBackHours);
    const judgement = detectors.twin.judge({ meters, local: site.local, now: now() });
    return bringInStep(deps, site, 'duplicate_channel', judgement, { goesOn: true });
  }

  async function balances(site: KnownSite): Promise<Tally> {
    const { plan, local } = site;
    const lastDay = addDays(local.dayOf(now()), -1);
    const days = await loadBook(records, site, detectors.balance.firstDay(lastDay), addDays(lastDay, 1));
    return bringInStep(deps, site, 'balance_gap', detectors.balance.judge({ meters: plan.meters, days, local, lastDay }));
  }

  async function phases(site: KnownSite): Promise<Tally> {
    const { plan, local } = site;
    const detector = detectors.phase;
    const since = now() - detector.lookBackMs;
    const judgement = { findings: [], blind: [], judged: new Set<string>() } as Parameters<typeof bringInStep>[3];
    const meters = new Map(plan.meters.map((meter) => [meter.id, meter]));
    for (const { meter: id, at, fields } of await records.intake.latest(plan.site.id)) {
      const meter = meters.get(id);
      if (!meter || meter.medium !== 'electricity' || at < since) continue;
      judgement.judged.add(id);
      // The newest reading is at hand; those before it are read only where it looks wrong.
      if (!detector.isSuspicious(meter, fields)) continue;
      const readings = await deps.readings.range({ site: plan.site.id, meter: id, medium: meter.medium }, since, at + 1, {
        fields: PHASE_FAULT_FIELDS,
      });
      const finding = detector.judge({ meter, readings, local });
      if (finding) judgement.findings.push(finding);
    }
    return bringInStep(deps, site, detector.rule, judgement, { goesOn: true });
  }

  const lastDays = (site: KnownSite) => addDays(site.local.dayOf(now()), -LAST_DAYS);

  return {
    async hourly(site) {
      return sumOf([() => stuck(site, lastDays(site)), () => steps(site), () => clocks(site)]);
    },
    nightly: (site) => sumOf([() => ratios(site), () => twins(site), () => balances(site)]),
    phases,
    async changed(site, fromDay) {
      await steps(site);
      // The last days are looked at every hour.
      if (fromDay < lastDays(site)) await stuck(site, fromDay);
    },
  };
}
