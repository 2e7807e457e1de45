import type { Alert } from '../../domain/alert.ts';
import { type AlertEvent, stageOf, type Stage } from '../../domain/handling.ts';
import type { Delivery, Message, MessageKind } from '../../domain/message.ts';
import type { Sentence } from '../../domain/words.ts';
import { isTaken } from './ladder.ts';

/** A message, one of its deliveries, and how things are now. */
export interface Item {
  delivery: Delivery;
  message: Message;
  /** As it is now; undefined: the message is about none, or it is not there any more. */
  alert: Alert | undefined;
  events: readonly AlertEvent[];
}

const HOUR_MS = 3_600_000;
/** The round is over by then. */
const NIGHT_KINDS: readonly MessageKind[] = ['list', 'added', 'reminder', 'still_on'];

const GONE: Partial<Record<Alert['state'], Sentence>> = {
  recovered: { zh: '发送前已自行恢复', en: 'it ended by itself before it was sent' },
  withdrawn: { zh: '发送前已撤回', en: 'it was withdrawn before it was sent' },
  expired: { zh: '发送前该夜已结束', en: 'the night was over before it was sent' },
};
const HANDLED: Partial<Record<Stage, Sentence>> = {
  permitted: { zh: '已批准正常使用', en: 'its use was approved' },
  false_alarm: { zh: '已标为误报', en: 'it was called a false alarm' },
  confirmed: { zh: '电表已确认关闭', en: 'the meter has confirmed that it is off' },
  accepted: { zh: '已验收', en: 'the repair was accepted' },
};
const TAKEN: Sentence = { zh: '已有人处理', en: 'somebody has taken it' };
const LATE: Sentence = { zh: '已过时', en: 'it is too late for it' };
const BACK: Sentence = { zh: '又出现了', en: 'it is there again' };
const UNTOLD: Sentence = { zh: '开始时没有通知到，结束也不再通知', en: 'nobody was told of its beginning here' };

/**
 * Whether it is still to be said, looked at just before sending.
 *
 * @param wasTold whether this address has accepted an earlier message about the alert
 * @returns       why not; undefined: it goes out
 */
export function whyNot({ delivery, message, alert, events }: Item, wasTold: boolean, now: number): Sentence | undefined {
  if (message.alert === null || message.kind === 'still_on') {
    const lifeMs = (NIGHT_KINDS.includes(message.kind) ? 6 : 24) * HOUR_MS;
    if (now - message.createdAt > lifeMs) return LATE;
  }
  if (message.alert === null) return undefined;
  if (!alert) return GONE.withdrawn;
  if (message.kind === 'recovered') return alert.state !== 'recovered' ? BACK : wasTold ? undefined : UNTOLD;
  const stage = stageOf(events);
  if (message.kind === 'still_on') return GONE[alert.state] ?? HANDLED[stage] ?? (stage === 'still_on' ? undefined : TAKEN);
  return GONE[alert.state] ?? HANDLED[stage] ?? (delivery.rung > 0 && isTaken(events, message) ? TAKEN : undefined);
}
