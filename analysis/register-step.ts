import type { MeterStep } from '../domain/consumption.ts';
import type { Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import type { Meter } from '../domain/site.ts';
import type { HealthJudgement } from './health-detector.ts';

export interface RegisterStepDetector {
  rule: 'register_step';
  /** @param steps remarkable steps of the site, as they are understood now */
  judge(question: { meters: readonly Meter[]; steps: readonly (MeterStep & { meter: string })[]; local: LocalTime }): HealthJudgement;
}

/**
 * A step of a register that nobody has explained: suspicious, or an exchange without registers. Its consumption is in no sum
 * until later readings or a person decide; then the finding ends. Of several on one day the largest stands for all.
 */
export function createRegisterStepDetector(): RegisterStepDetector {
  return {
    rule: 'register_step',
    judge({ meters, steps, local }) {
      const byId = new Map(meters.map((meter) => [meter.id, meter]));
      const cases = new Map<string, { meter: Meter; night: string; steps: MeterStep[] }>();
      for (const step of steps) {
        const meter = byId.get(step.meter);
        if (!meter || !isOpen(step)) continue;
        const night = local.dayOf(step.toAt);
        const key = `${meter.id} ${night}`;
        const known = cases.get(key) ?? { meter, night, steps: [] };
        known.steps.push(step);
        cases.set(key, known);
      }
      return { findings: [...cases.values()].map(toFinding), blind: [], judged: new Set(byId.keys()) };
    },
  };
}

function isOpen({ kind, consumption }: MeterStep): boolean {
  return kind === 'suspicious' || (kind === 'exchange' && consumption === null);
}

function toFinding({ meter, night, steps }: { meter: Meter; night: string; steps: readonly MeterStep[] }): Finding {
  const largest = steps.reduce((best, step) => (step.size > best.size ? step : best));
  const { unit } = MEDIUM_FACTS[meter.medium];
  return {
    rule: 'register_step',
    meter: meter.id,
    night,
    startAt: largest.toAt,
    certainty: 'measured',
    rate: null,
    wasted: null,
    evidence: [
      { name: 'size', value: largest.size, unit },
      { name: 'register_before', value: largest.from, unit },
      { name: 'register_after', value: largest.to, unit },
      { name: 'open_steps', value: steps.length, unit: 'steps' },
    ],
  };
}
