import type { RuleDefaults } from '../analysis/rulebook.ts';
import { nightOf } from '../alerts/night/ground.ts';
import type { Clock } from '../domain/clock.ts';
import { StatementRefused } from '../domain/correction.ts';
import type { AlertEvent } from '../domain/handling.ts';
import { createSchoolCache, type School } from '../jobs/catalog-cache.ts';
import type { NightDesk } from '../store/night-ports.ts';
import type { Records } from '../store/ports.ts';
import { answeredAlerts, permitRequest, stopAt } from './night-answers.ts';
import { checkPhoto, checkSaidAt, reasonOf } from './night-check.ts';
import { decisionId, permitOf, requestOf } from './permit-decision.ts';

interface NightDeskDeps {
  records: Pick<Records, 'catalog' | 'alerts' | 'alertEvents' | 'rounds' | 'declarations' | 'photos' | 'outbox'>;
  /** Options of the settings file, by rule. */
  detectors: RuleDefaults;
  now: Clock;
}

/**
 * Takes what guards, electricians and the office say about alerts. Nothing here changes an alert: what the meters say and what
 * people say stay apart.
 */
export function createNightDesk({ records, detectors, now }: NightDeskDeps): NightDesk {
  const { alerts, alertEvents, rounds, declarations, photos, outbox } = records;
  const schools = createSchoolCache(records.catalog, detectors);

  async function schoolOf(site: string): Promise<School> {
    const school = (await schools()).get(site);
    if (!school) throw new StatementRefused('site', `no site '${site}'`);
    return school;
  }

  return {
    async answer(site, { id, stop: stopId, alerts: chosen, word, reason, at, photo }, by) {
      const school = await schoolOf(site);
      const recordedAt = now();
      checkSaidAt(at, recordedAt);
      await checkPhoto(photos, site, photo);
      const { stop } = await stopAt(rounds, school, stopId, at);
      const meant = await answeredAlerts(alerts, site, stop, chosen, at);
      const said = { site, word, at, recordedAt, by: by.id, byName: by.name, reason: reasonOf(word, reason), photo };
      const asked = meant.map(({ alert }) => alert);
      let isNew = false;
      for (const { alert, index } of meant) {
        const event: AlertEvent = { ...said, ...NOTHING_MEASURED, id: `${id}:${index}`, alert: alert.id };
        // One message for the whole answer: the key is of the answer.
        const messages = word === 'in_use' ? [permitRequest(school, stop, asked, event, by, `permit:${id}`)] : [];
        if (await alertEvents.add(event, messages)) isNew = true;
      }
      await outbox.mark(
        site,
        by.id,
        asked.map((alert) => alert.id),
        'acted',
        recordedAt,
      );
      return isNew;
    },

    async checkSpot(site, { space, result, at }, by) {
      const school = await schoolOf(site);
      checkSaidAt(at, now());
      const night = nightOf(school.local, at);
      const held = (await rounds.list(site, night, night)).filter(({ spotChecks }) => spotChecks.some((check) => check.space === space));
      const round = held.find(({ frozenAt }) => frozenAt <= at) ?? held.at(-1);
      if (!round) throw new StatementRefused('space', `no spot check of '${space}' in the round of the night of ${night}`);
      await rounds.change(site, night, round.number, (known) => ({
        round: {
          ...known,
          spotChecks: known.spotChecks.map((check) =>
            check.space === space && (check.at === null || check.at < at) ? { space, result, at, by: by.id, byName: by.name } : check,
          ),
        },
      }));
    },

    async repair(site, { id, alert: alertId, word, at, note, photo }, by) {
      await schoolOf(site);
      const recordedAt = now();
      checkSaidAt(at, recordedAt);
      await checkPhoto(photos, site, photo);
      if (!(await alerts.get(site, alertId))) throw new StatementRefused('alert', `no alert '${alertId}' on site '${site}'`);
      const said = { id, site, alert: alertId, word, at, recordedAt, by: by.id, byName: by.name };
      const isNew = await alertEvents.add({ ...said, ...NOTHING_MEASURED, reason: null, note, photo });
      await outbox.mark(site, by.id, [alertId], 'acted', recordedAt);
      return isNew;
    },

    async decide(site, eventId, { approve, note }, by) {
      const school = await schoolOf(site);
      const at = now();
      const request = await requestOf(alertEvents, school, eventId, at);
      const alert = await alerts.get(site, request.alert);
      if (!alert) throw new StatementRefused('event', `alert '${request.alert}' is not there any more`);
      // The permit first: when it breaks off in between, the same decision again completes it.
      if (approve) await declarations.save(permitOf(request, alert, approve, note, { school, by, now: at }));
      const word = approve ? ('permit_approved' as const) : ('permit_refused' as const);
      const said = { id: decisionId(eventId), site, alert: alert.id, word, at, recordedAt: at, by: by.id, byName: by.name };
      const isNew = await alertEvents.add({ ...said, ...NOTHING_MEASURED, reason: request.reason, note, photo: null });
      if (!isNew) throw new StatementRefused('event', 'it was decided already');
    },
  };
}

const NOTHING_MEASURED = { note: '', avoided: null, rate: null } as const;
