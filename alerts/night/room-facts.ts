import { costOfWaiting } from '../../domain/cost.ts';
import type { Alert } from '../../domain/alert.ts';
import { type AlertEvent, inOrder, type Stage, stageOf } from '../../domain/handling.ts';
import type { LocalTime } from '../../domain/local-time.ts';
import { nameEn, type Sentence, threeDigits } from '../../domain/words.ts';
import { watchUntilAt } from '../../analysis/off-watch.ts';
import { type Ground, openingAt, pricesOf } from './ground.ts';

/** One room (or circuit) of a stop. */
export interface RoomFacts {
  alert: string;
  /** `301`; of a whole floor or building the name of its meter. */
  name: Sentence;
  stage: Stage;
  /** The cause has ended by the meter. */
  isOver: boolean;
  sinceAt: number;
  kw: number | null;
  /** Of water. */
  lph: number | null;
  kwhUntilMorning: number | null;
  fenUntilMorning: number | null;
  /** The meter's own word; null: it has nothing to say yet. */
  meterWord: Sentence | null;
  /** While it is watched. */
  watchUntil: number | null;
}

interface RoomSources {
  ground: Ground;
  night: string;
  events: ReadonlyMap<string, readonly AlertEvent[]>;
  now: number;
}

/** After the watch the last quarter hour may come late. */
const LATE_MS = 30 * 60_000;

export function roomFacts(alert: Alert, sources: RoomSources): RoomFacts {
  const { ground, night, now } = sources;
  const events = inOrder(sources.events.get(alert.id) ?? []);
  const last = events.at(-1);
  const stage = stageOf(events);
  const { finding } = alert;
  const isOver = (alert.state !== 'open' && alert.state !== 'no_data') || stage === 'confirmed' || stage === 'accepted';
  const morningAt = openingAt(ground, finding, night);
  const hoursLeft = Math.max(0, morningAt - now) / 3_600_000;
  const kw = finding.rate?.unit === 'kW' ? finding.rate.value : null;
  const cost = costOfWaiting({ ...finding, endAt: isOver ? (finding.endAt ?? now) : undefined }, pricesOf(ground), now, morningAt);
  const watchUntil = last?.word === 'off' ? watchUntilAt(last.at) : null;
  return {
    alert: alert.id,
    name: roomName(alert, ground),
    stage,
    isOver,
    sinceAt: finding.startAt,
    kw,
    lph: finding.rate?.unit === 'L/h' ? finding.rate.value : null,
    kwhUntilMorning: kw === null || isOver ? null : kw * hoursLeft,
    fenUntilMorning: cost?.untilMorningFen ?? null,
    meterWord: meterWord(alert, stage, last, { watchUntil, now, local: ground.local }),
    watchUntil: watchUntil !== null && now < watchUntil + LATE_MS ? watchUntil : null,
  };
}

/** Of a room its own name; else that of the meter. */
export function roomName({ meter: id }: Pick<Alert, 'meter'>, { rulebook }: Ground): Sentence {
  const placed = rulebook.placed.get(id);
  if (!placed) return { zh: id, en: id };
  const named = placed.space && placed.space.function !== 'floor' ? placed.space : placed.meter;
  return { zh: named.name, en: nameEn(named) };
}

function meterWord(
  { state, closedAt, finding }: Alert,
  stage: Stage,
  last: AlertEvent | undefined,
  { watchUntil, now, local }: { watchUntil: number | null; now: number; local: LocalTime },
): Sentence | null {
  if (last?.word === 'confirmed') return confirmedWords(last);
  if (last?.word === 'still_on') return stillOnWords(last, finding.rate?.unit ?? 'kW');
  if (watchUntil !== null && stage === 'verifying') return watchWords(watchUntil, now, local);
  if (state === 'recovered') {
    const clock = local.clockOf(finding.endAt ?? closedAt ?? now);
    return { zh: `${clock} 起已自行恢复`, en: `off by itself since ${clock}` };
  }
  return state === 'no_data' ? { zh: '表无数据，不知是否还开着', en: 'no data: nobody knows whether it still runs' } : null;
}

function confirmedWords({ avoided }: AlertEvent): Sentence {
  if (!avoided) return { zh: '表已确认关闭', en: 'confirmed off by the meter' };
  const kwh = threeDigits(avoided.kwh);
  return { zh: `表已确认关闭，少用约 ${kwh} 度`, en: `confirmed off by the meter, about ${kwh} kWh saved` };
}

function stillOnWords({ rate }: AlertEvent, unit: string): Sentence {
  if (rate === null) return { zh: '仍在用，请再去看', en: 'still on: please go again' };
  const text = `${threeDigits(rate)} ${unit}`;
  return { zh: `仍在用，约 ${text}，请再去看`, en: `still on, about ${text}: please go again` };
}

function watchWords(watchUntil: number, now: number, local: LocalTime): Sentence {
  if (now >= watchUntil + LATE_MS) return { zh: '表无数据，未能确认', en: 'not confirmed: the meter has no data' };
  const clock = local.clockOf(watchUntil);
  return { zh: `待表确认，约 ${clock} 有结果`, en: `waiting for the meter, until about ${clock}` };
}
