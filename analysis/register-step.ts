import { z } from 'zod';
import type { MeterStep } from '../domain/consumption.ts';
import type { Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import type { Meter } from '../domain/site.ts';
import { exact, momentOf, type Sentence, threeDigits } from '../domain/words.ts';
import type { HealthJudgement } from './health-detector.ts';
import { meterSentence, numberOf, unitOf } from './health-sentence.ts';
import { otherRule } from './rule.ts';

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

function say(finding: Finding, local: LocalTime): Sentence {
  const at = momentOf(finding.startAt, local);
  const [before, after] = [exact(numberOf(finding, 'register_before')), exact(numberOf(finding, 'register_after'))];
  const size = `${threeDigits(numberOf(finding, 'size'))} ${unitOf(finding, 'size')}`;
  const step = {
    zh: `${at.zh} 读数由 ${before} 变为 ${after}，相差 ${size}`,
    en: `went from ${before} to ${after} at ${at.en}, a step of ${size}`,
  };
  if (finding.endAt !== undefined) return { zh: `${step.zh}，现已查明`, en: `${step.en}. It is explained now` };
  const others = numberOf(finding, 'open_steps') - 1;
  return {
    zh: `${step.zh}，原因不明，没有计入合计${others > 0 ? `，当天还有 ${others} 处` : ''}，请在“数据 › 核对”中选定原因`,
    en: `${step.en}. The cause is not known and no total contains it${others > 0 ? `; ${others} more on that day` : ''}. Please choose the explanation under Readings › To check`,
  };
}

export const registerStep = otherRule({
  rule: 'register_step',
  code: 'D11',
  audience: 'maintainer',
  urgency: 'today',
  about: 'meter',
  name: { zh: '表底突变', en: 'Register step' },
  what: { zh: '表底突然跳变，还没有人说明原因', en: 'a step of a register that nobody has explained' },
  options: z.strictObject({}),
  words: {
    size: { zh: '待核对的用量', en: 'In question' },
    register_before: { zh: '之前的表底', en: 'Register before' },
    register_after: { zh: '之后的表底', en: 'Register after' },
    open_steps: { zh: '待核对的变化', en: 'Steps to be checked' },
  },
  sentence: meterSentence(say),
  create: createRegisterStepDetector,
});
