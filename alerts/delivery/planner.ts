import { ruleOf } from '../../analysis/registry.ts';
import type { Delivery, Message, NewDelivery } from '../../domain/message.ts';
import { climb } from './ladder.ts';
import { loadCrew } from './load-crew.ts';
import { planAfterFailure, planMessage } from './plan.ts';
import type { DeliveryDeps } from './ports.ts';

const BATCH = 100;
/** Of one alert or message: more people are not told of one thing. */
const MOST = 1000;

export interface Planner {
  /** Decides who gets what nobody has decided about yet. @returns whether there was something */
  planNew(): Promise<boolean>;
  /** Calls whoever is next where nobody has taken an urgent alert. @returns after how many ms to look again; infinite: nothing waits */
  climbLadders(): Promise<number>;
  /** Somebody could not be told. */
  afterFailure(failed: Delivery): Promise<void>;
}

/** Brings the decisions of plan.ts and ladder.ts into the outbox. @param onWritten deliveries were added */
export function createPlanner(
  deps: Pick<DeliveryDeps, 'records' | 'schools' | 'escalateMinutes' | 'now' | 'monotonic' | 'log'>,
  onWritten: () => void = () => undefined,
): Planner {
  const { records, schools, escalateMinutes, now, monotonic, log } = deps;
  const { outbox } = records;
  /** When a ladder has to be looked at again, on the clock that is never set; one that is not here: now. */
  const restsUntil = new Map<string, number>();

  async function write(message: Message, deliveries: readonly NewDelivery[]): Promise<void> {
    await outbox.plan(message.id, deliveries, now());
    if (message.alert) restsUntil.delete(message.alert.id);
    if (deliveries.length > 0) onWritten();
    for (const { state, why } of deliveries) {
      if (state === 'failed') log.warn({ message: message.id, site: message.site, kind: message.kind }, why?.en ?? 'nobody could be told');
    }
  }

  async function planOne(message: Message): Promise<void> {
    const crew = await loadCrew(deps, message);
    // Nobody is left at a school that is not there any more.
    if (!crew) return write(message, []);
    const { site, alert, kind } = message;
    const earlier = kind === 'recovered' && alert ? await outbox.deliveries({ site, alert: alert.id, limit: MOST }) : [];
    await write(message, planMessage(message, crew, earlier));
  }

  /** @returns after how many ms to look again */
  async function climbOne(site: string, id: string): Promise<number> {
    const alert = await records.alerts.get(site, id);
    const crew = alert && (await loadCrew(deps, { site, alert }));
    if (!alert || !crew) return Number.POSITIVE_INFINITY;
    const call = {
      alert,
      messages: await outbox.messagesOf(site, id),
      deliveries: await outbox.deliveries({ site, alert: id, limit: MOST }),
      events: await records.alertEvents.list(site, { alert: id }),
    };
    const { message, deliveries, nextAt } = climb(call, crew, escalateMinutes);
    if (message && deliveries.length > 0) await write(message, deliveries);
    // What was written has to be looked at once more.
    if (deliveries.length > 0) return 0;
    return nextAt === undefined ? Number.POSITIVE_INFINITY : nextAt - now();
  }

  return {
    async planNew() {
      for (let isNew = false; ; isNew = true) {
        const waiting = await outbox.unplanned(BATCH);
        for (const message of waiting) await planOne(message);
        if (waiting.length < BATCH) return isNew || waiting.length > 0;
      }
    },

    async climbLadders() {
      let soonestMs = Number.POSITIVE_INFINITY;
      for (const site of (await schools()).keys()) {
        const open = await records.alerts.list(site, { state: 'open' });
        for (const { id, rule } of open) {
          if (ruleOf(rule)?.urgency !== 'now') continue;
          if ((restsUntil.get(id) ?? 0) <= monotonic()) restsUntil.set(id, monotonic() + (await climbOne(site, id)));
          soonestMs = Math.min(soonestMs, restsUntil.get(id)! - monotonic());
        }
      }
      return soonestMs;
    },

    async afterFailure(failed) {
      const message = await outbox.message(failed.message);
      const crew = message && (await loadCrew(deps, message));
      if (!message || !crew) return;
      const sent = await outbox.deliveries({ site: message.site, message: message.id, limit: MOST });
      // Also where nothing follows: its ladder has to be looked at again.
      await write(message, planAfterFailure(message, crew, failed, sent));
    },
  };
}
