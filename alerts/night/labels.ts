import { groupBy } from '../../domain/group-by.ts';
import type { Alert } from '../../domain/alert.ts';
import { type AlertEvent, inOrder } from '../../domain/handling.ts';
import type { Rule } from '../../domain/finding.ts';

/** What an answer says about the rule that sent somebody there. */
export interface Label {
  alert: string;
  rule: Rule;
  meter: string;
  night: string;
  /** It was on and was switched off; false: normal use, or a false alarm. */
  isRight: boolean;
}

/**
 * One label an alert: the last answer that says something about the rule. Who could not get in, or only took it on, says nothing.
 *
 * @param alerts of the nights; events of others are passed over
 */
export function labelsOf(alerts: readonly Pick<Alert, 'id' | 'rule' | 'meter' | 'night'>[], events: readonly AlertEvent[]): Label[] {
  const byAlert = groupBy(events, ({ alert }) => alert);
  return alerts.flatMap(({ id, rule, meter, night }) => {
    const said = inOrder(byAlert.get(id) ?? []).findLast(({ word }) => word === 'off' || word === 'in_use' || word === 'false_alarm');
    return said ? [{ alert: id, rule, meter, night, isRight: said.word === 'off' }] : [];
  });
}
