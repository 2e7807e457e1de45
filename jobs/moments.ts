import type { z } from 'zod';
import { dormHighPower } from '../analysis/dorm-high-power.ts';
import type { HealthJudgement } from '../analysis/health-detector.ts';
import type { MomentDetector } from '../analysis/moment-detector.ts';
import { phaseFault } from '../analysis/phase-fault.ts';
import { powerQuality } from '../analysis/power-quality.ts';
import type { OtherRule } from '../analysis/rule.ts';
import type { LatestReading, ReadingStore, Records } from '../store/ports.ts';
import { bringInStep, type StepDeps } from './bring-in-step.ts';
import type { School } from './catalog-cache.ts';
import { createInForce } from './in-force.ts';
import { NOTHING, type Tally } from './tally.ts';

/** Rules that look at momentary values. */
const MOMENT_RULES: readonly OtherRule<z.ZodObject, MomentDetector>[] = [phaseFault, powerQuality, dormHighPower];

export interface MomentDeps extends StepDeps {
  records: StepDeps['records'] & Pick<Records, 'intake'>;
  readings: Pick<ReadingStore, 'range'>;
}

/** Looks at the newest readings by all rules of the kind; `judged` counts the meters that reported lately. */
export async function judgeMoments(deps: MomentDeps, school: School): Promise<Tally> {
  const latest = await deps.records.intake.latest(school.plan.site.id);
  const sum = { ...NOTHING };
  for (const rule of MOMENT_RULES) {
    const detector = createInForce(school, rule);
    if (!detector) continue;
    const judgement = await judgeBy(deps, school, detector, latest);
    const tally = await bringInStep(deps, school, detector.rule, judgement, { goesOn: true });
    sum.judged = Math.max(sum.judged, tally.judged);
    for (const key of ['findings', 'blind', 'opened', 'recovered'] as const) sum[key] += tally[key];
  }
  return sum;
}

async function judgeBy(
  { readings, now }: MomentDeps,
  { plan, local, rulebook }: School,
  detector: MomentDetector,
  latest: readonly LatestReading[],
): Promise<HealthJudgement> {
  const judgement: HealthJudgement = { findings: [], blind: [], judged: new Set() };
  const since = now() - detector.lookBackMs;
  for (const { meter: id, at, fields } of latest) {
    const placed = rulebook.placed.get(id);
    if (!placed || placed.meter.medium !== 'electricity' || at < since) continue;
    if (detector.watches && !detector.watches(placed)) continue;
    judgement.judged.add(id);
    const { meter } = placed;
    // The newest reading is at hand; those before it are read only where it looks wrong.
    if (!detector.isSuspicious(meter, fields)) continue;
    const ref = { site: plan.site.id, meter: id, medium: meter.medium };
    const before = await readings.range(ref, since, at + 1, { fields: detector.fields });
    const finding = detector.judge({ meter, readings: before, local });
    if (finding) judgement.findings.push(finding);
  }
  return judgement;
}
