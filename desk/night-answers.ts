import { nightOf } from '../alerts/night/ground.ts';
import { roomName } from '../alerts/night/room-facts.ts';
import { placeWords } from '../alerts/night/stop-words.ts';
import { USE_REASON_WORDS } from '../alerts/night/use-reasons.ts';
import type { Alert } from '../domain/alert.ts';
import { StatementRefused } from '../domain/correction.ts';
import type { AlertEvent } from '../domain/handling.ts';
import type { NewMessage } from '../domain/message.ts';
import type { Round, Stop } from '../domain/round.ts';
import type { Sentence } from '../domain/words.ts';
import type { School } from '../jobs/catalog-cache.ts';
import type { Speaker } from '../store/night-ports.ts';
import type { Records } from '../store/ports.ts';

/** An answer may be given in the minute in which its alert was opened; clocks of phones differ. */
const AHEAD_MS = 60_000;

/**
 * The round of an instant that holds a stop; of two lists of a night the one that was there then.
 *
 * @throws StatementRefused naming the stop
 */
export async function stopAt(rounds: Records['rounds'], school: School, stop: string, at: number): Promise<{ round: Round; stop: Stop }> {
  const site = school.plan.site.id;
  const night = nightOf(school.local, at);
  // Newest first.
  const held = (await rounds.list(site, night, night)).filter(({ stops }) => stops.some(({ id }) => id === stop));
  const round = held.find(({ frozenAt }) => frozenAt <= at + AHEAD_MS) ?? held.at(-1);
  if (!round) throw new StatementRefused('stop', `no stop '${stop}' in the round of the night of ${night} on site '${site}'`);
  return { round, stop: round.stops.find(({ id }) => id === stop)! };
}

/**
 * The alerts of a stop that an answer is about, in an order that stays the same when rooms join the stop later.
 *
 * @throws StatementRefused naming an alert that is not of the stop
 */
export async function answeredAlerts(
  alerts: Pick<Records['alerts'], 'get'>,
  site: string,
  stop: Stop,
  chosen: readonly string[] | undefined,
  at: number,
): Promise<{ alert: Alert; index: number }[]> {
  const stranger = chosen?.find((id) => !stop.alerts.includes(id));
  if (stranger !== undefined) throw new StatementRefused('alerts', `'${stranger}' is no alert of stop '${stop.id}'`);
  const known: Alert[] = [];
  for (const id of stop.alerts) {
    const alert = await alerts.get(site, id);
    if (alert) known.push(alert);
  }
  const inOrder = known.toSorted((a, b) => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1));
  // Who pressed the button for the whole stop meant the rooms that were there then.
  const isMeant = ({ id, openedAt }: Alert) => (chosen ? chosen.includes(id) : openedAt <= at + AHEAD_MS);
  const meant = inOrder.map((alert, index) => ({ alert, index })).filter(({ alert }) => isMeant(alert));
  return meant.length > 0 ? meant : inOrder.map((alert, index) => ({ alert, index }));
}

/** The guard says that a place is in normal use: the office decides whether it is. */
export function permitRequest(
  school: School,
  stop: Stop,
  alerts: readonly Alert[],
  event: Pick<AlertEvent, 'id' | 'site' | 'reason' | 'recordedAt'>,
  by: Speaker,
  key: string,
): NewMessage {
  const place = placeWords(stop, school);
  const rooms = alerts.map((alert) => roomName(alert, school));
  const reason: Sentence = event.reason ? USE_REASON_WORDS[event.reason] : { zh: '', en: '' };
  return {
    site: event.site,
    kind: 'permit_request',
    key,
    createdAt: event.recordedAt,
    urgency: 'today',
    audience: 'logistics',
    alert: null,
    text: {
      title: { zh: '有房间申请晚间使用', en: 'Late use of a room: your decision' },
      lines: [
        {
          zh: `${place.zh} ${rooms.map(({ zh }) => zh).join('、')}：${by.name} 报告为正常使用（${reason.zh}）`,
          en: `${place.en}, ${rooms.map(({ en }) => en).join(', ')}: normal use, says ${by.name} (${reason.en})`,
        },
      ],
    },
    link: '/permits',
  };
}
