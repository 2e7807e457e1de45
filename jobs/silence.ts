import { meterSilent } from '../analysis/meter-silent.ts';
import type { Records } from '../store/ports.ts';
import { bringInStep, type StepDeps } from './bring-in-step.ts';
import type { School } from './catalog-cache.ts';
import { createInForce } from './in-force.ts';
import { NOTHING, type Tally } from './tally.ts';

/** The collector says something every second; after so long it is not there. */
const COLLECTOR_GONE_MS = 30_000;

interface SilenceDeps extends StepDeps {
  records: StepDeps['records'] & Pick<Records, 'intake'>;
  /** When the wall clock was last set; −∞: never. How long ago something before it was, nobody knows. */
  clockSetAt: () => number;
}

/** Judge which meters of a site have fallen silent, and bring the alerts in step. */
export async function judgeSilence(deps: SilenceDeps, school: School): Promise<Tally> {
  const detector = createInForce(school, meterSilent);
  if (!detector) return NOTHING;
  const { plan, local } = school;
  const { intake } = deps.records;
  const at = deps.now();
  const collector = await intake.state();
  const listens = collector?.connected === true && at - collector.updatedAt <= COLLECTOR_GONE_MS;
  const latest = new Map((await intake.latest(plan.site.id)).map((reading) => [reading.meter, reading]));
  const judgement = detector.judge({
    meters: plan.meters,
    latest,
    listeningSince: listens ? Math.max(collector.startedAt, deps.clockSetAt()) : null,
    local,
    now: at,
  });
  return bringInStep(deps, school, detector.rule, judgement);
}
