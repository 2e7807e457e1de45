import type { MessageText } from '../../domain/message.ts';
import type { Round } from '../../domain/round.ts';
import type { Sentence } from '../../domain/words.ts';
import { blindRooms } from './blind-rooms.ts';
import type { Ground } from './ground.ts';
import { stopFacts, type StopSources } from './stop-facts.ts';

export interface ListSources extends StopSources {
  /** Newest reading of the meters that the list is made of; null: none. */
  dataUntil: number | null;
  /** Local clock of the second look. */
  recheckClock: string;
  /** Made so much after its time that it has to be said. */
  isLate: boolean;
}

/** ① to ⑳. */
export const circled = (number: number) => (number >= 1 && number <= 20 ? String.fromCodePoint(0x245f + number) : `(${number})`);

/**
 * The list as a message.
 *
 * @example
 * 今晚巡查 11-20（数据截至 23:15，2 间无数据）
 * ① 教学楼B 三楼 301/303/306 空调未关 3 间，约 2.1 kW，到早上约 14 度/7.6 元
 */
export function listText(round: Round, sources: ListSources): MessageText {
  const lines = round.stops.flatMap((stop, index) => stopLine(stop, index + 1, sources) ?? []);
  lines.push(...expectedLines(round, sources));
  if (lines.length === 0) lines.push({ zh: '今晚没有要去的地方。', en: 'Nowhere to go tonight.' });
  if (round.leftOut.length > 0) {
    const count = round.leftOut.length;
    lines.push({ zh: `另有 ${count} 项留到早报`, en: `${count} more in the morning digest` });
  }
  return { title: title(round, sources), lines };
}

/** What still runs and is on no list yet. */
function expectedLines({ expected }: Round, { recheckClock }: ListSources): Sentence[] {
  if (expected.length === 0) return [];
  return [
    { zh: `此刻还开着，${recheckClock} 仍开就列入：`, en: `Still on now; listed if they run at ${recheckClock}:` },
    ...expected.map(({ place, what }) => ({ zh: `· ${place.zh} ${what.zh}`, en: `· ${place.en}: ${what.en}` })),
  ];
}

/** One line of the list; undefined when nothing is known of the stop any more. */
export function stopLine(stop: Round['stops'][number], number: number, sources: StopSources): Sentence | undefined {
  const facts = stopFacts(stop, sources);
  if (!facts) return undefined;
  const { place, what, cost } = facts;
  return {
    zh: `${circled(number)} ${place.zh} ${what.zh}${cost.zh && `，${cost.zh}`}`,
    en: `${circled(number)} ${place.en}: ${what.en}${cost.en && `; ${cost.en}`}`,
  };
}

function title(round: Round, { ground, dataUntil, isLate }: ListSources): Sentence {
  const { local } = ground;
  const notes: Sentence[] = [];
  if (isLate) notes.push({ zh: `${local.clockOf(round.frozenAt)} 补发`, en: `late, made at ${local.clockOf(round.frozenAt)}` });
  if (dataUntil === null) notes.push({ zh: '没有数据', en: 'no data' });
  else notes.push({ zh: `数据截至 ${local.clockOf(dataUntil)}`, en: `data until ${local.clockOf(dataUntil)}` });
  const blind = blindNote(round.blind, ground);
  if (blind) notes.push(blind);
  const name = round.number === 1 ? { zh: '今晚巡查', en: "Tonight's round" } : { zh: '今晚第二次巡查', en: "Tonight's second round" };
  const day = round.night.slice(5);
  return {
    zh: `${name.zh} ${day}（${notes.map(({ zh }) => zh).join('，')}）`,
    en: `${name.en} ${day} (${notes.map(({ en }) => en).join(', ')})`,
  };
}

/** `2 间无数据`; undefined when all rooms can be seen. */
export function blindNote(meters: readonly string[], ground: Ground): Sentence | undefined {
  const { rooms } = blindRooms(meters, ground);
  if (rooms === 0) return undefined;
  return { zh: `${rooms} 间无数据`, en: rooms === 1 ? 'no data for 1 room' : `no data for ${rooms} rooms` };
}
