import type { Rule } from '../../domain/finding.ts';
import type { StopSubject } from '../../domain/round.ts';

const SUBJECTS: Readonly<Record<Rule, StopSubject>> = {
  ac_left_on: 'ac',
  lights_left_on: 'lights',
  night_excess_building: 'building',
  burst: 'burst',
  continuous_flow: 'water',
  zero_flow_fail: 'water',
};

/** What the guard is to look for. */
export const subjectOf = (rule: Rule): StopSubject => SUBJECTS[rule] ?? 'other';
