import { ruleOf } from '../analysis/registry.ts';
import type { Alert, NoticeKind } from '../domain/alert.ts';
import type { Clock } from '../domain/clock.ts';
import type { Audience } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import type { SitePlan } from '../domain/site.ts';
import type { Sentence } from '../domain/words.ts';
import { placeOf, sentenceOf } from './sentence.ts';

/** A notice as the records keep it. */
export interface PendingNotice {
  id: number;
  site: string;
  kind: NoticeKind;
  createdAt: number;
  alert: Alert;
}

/** The part of the records that delivery needs. */
export interface Outbox {
  /** Oldest first. */
  pendingNotices(limit: number): Promise<readonly PendingNotice[]>;
  noticeDelivered(id: number, at: number): Promise<void>;
}

/** What goes out: everything that a receiver needs, so that it asks nobody. */
export interface NoticeMessage {
  id: number;
  kind: NoticeKind;
  site: string;
  alert: string;
  rule: Alert['rule'];
  state: Alert['state'];
  audience: Audience;
  night: string;
  meter: string;
  building: string | null;
  space: string | null;
  /** ISO instants. */
  startAt: string;
  endAt: string | null;
  rate: Alert['finding']['rate'];
  wasted: Alert['finding']['wasted'];
  sentence: Sentence;
}

export interface Channel {
  name: string;
  /** Resolves when the other side has taken it; rejects when it should be tried again. */
  send(message: NoticeMessage): Promise<void>;
}

interface NoticesDeps {
  outbox: Outbox;
  channels: readonly Channel[];
  /** Plan and clock of a site; undefined when it is not declared any more. */
  site: (id: string) => Promise<{ plan: SitePlan; local: LocalTime } | undefined>;
  now: Clock;
  log: { warn(fields: object, message: string): void };
}

const BATCH = 50;

/**
 * Delivers what waits in the outbox, oldest first. A notice is marked delivered after every channel has taken it; a channel
 * that fails is tried again at the next call, the others do not get it twice.
 */
export function createNotices({ outbox, channels, site, now, log }: NoticesDeps) {
  const taken = new Map<number, Set<string>>();

  async function sendToAll(notice: PendingNotice): Promise<boolean> {
    const known = await site(notice.site);
    // Nobody can be told about a site that is not there any more.
    if (!known) return true;
    const message = toMessage(notice, known.plan, known.local);
    const done = taken.get(notice.id) ?? new Set();
    taken.set(notice.id, done);
    for (const channel of channels) {
      if (done.has(channel.name)) continue;
      try {
        await channel.send(message);
        done.add(channel.name);
      } catch (error) {
        log.warn({ err: error, channel: channel.name, notice: notice.id }, 'a notice could not be delivered; it will be tried again');
      }
    }
    return channels.every(({ name }) => done.has(name));
  }

  return {
    /** @returns whether nothing waits any more */
    deliver: async (): Promise<boolean> => {
      for (;;) {
        const pending = await outbox.pendingNotices(BATCH);
        for (const notice of pending) {
          if (!(await sendToAll(notice))) return false;
          await outbox.noticeDelivered(notice.id, now());
          taken.delete(notice.id);
        }
        if (pending.length < BATCH) return true;
      }
    },
  };
}

function toMessage({ id, kind, site, alert }: PendingNotice, plan: SitePlan, local: LocalTime): NoticeMessage {
  const { finding } = alert;
  const meter = plan.meters.find((entry) => entry.id === alert.meter);
  return {
    id,
    kind,
    site,
    alert: alert.id,
    rule: alert.rule,
    state: alert.state,
    // A rule of an earlier version: whoever looks after the meters knows what it was.
    audience: ruleOf(alert.rule)?.audience ?? 'maintainer',
    night: alert.night,
    meter: alert.meter,
    building: meter?.building ?? null,
    space: meter?.space ?? null,
    startAt: new Date(finding.startAt).toISOString(),
    endAt: finding.endAt === undefined ? null : new Date(finding.endAt).toISOString(),
    rate: finding.rate,
    wasted: finding.wasted,
    sentence: sentenceOf(finding, placeOf(plan, alert.meter, finding.others), local),
  };
}
