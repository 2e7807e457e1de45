import type { MessageText } from '../../domain/message.ts';
import type { Named } from '../../domain/site.ts';
import { type AlertPlace, dayWords, nameEn, type Sentence, threeDigits } from '../../domain/words.ts';
import { counted, energyWords, lineOf, moneyWords } from './amounts.ts';
import { placeList } from './place-list.ts';
import type { RoundTally } from './round-tally.ts';

/** What the logistics head is told in the morning. Null is "not known", never nothing. */
export interface MorningFacts {
  site: Named;
  /** Local day of the morning. */
  day: string;
  /** Both lists of the night as one; null: none was made. */
  round: RoundTally | null;
  /** Answers `in_use` that the office has not settled. */
  asked: number;
  /** Still on at the end of the night, by their own meters. */
  leftOn: { places: readonly AlertPlace[]; kwh: number; fen: number };
  /** The same, inferred from the meter of a building. */
  probablyOn: readonly AlertPlace[];
  /** Found in the night, and on no list. */
  notListed: number;
  leaks: readonly { place: AlertPlace; lph: number }[];
  leaksPerDayFen: number;
  /** Meters that report nothing. */
  silent: readonly AlertPlace[];
  /** Share of the night that is known, over all meters; null: there are none. */
  coverage: number | null;
  /** Rules that were wrong too often. */
  demoted: readonly Sentence[];
  /** The notice about the holidays of this day is not known, or the terms are over. */
  isProvisional: boolean;
  /** What has to be entered into the calendar, on the day of the week on which it is said. */
  calendar: readonly Sentence[];
}

const MOST_NAMED = 4;

/** Five lines; a sixth where the calendar runs out. */
export function morningDigest(facts: MorningFacts): MessageText {
  const day = dayWords(facts.day);
  return {
    title: { zh: `${facts.site.name} ${day.zh}晨报`, en: `${nameEn(facts.site)}: the night to ${day.en}` },
    lines: [nightLine(facts), avoidedLine(facts), leftOnLine(facts), leakLine(facts), unseenLine(facts), ...calendarLine(facts)],
  };
}

function nightLine({ round, asked }: MorningFacts): Sentence {
  if (!round) return lineOf({ zh: '昨夜没有生成清单，程序可能没有运行', en: 'No list was made last night: the program may not have run' });
  if (round.stops === 0) return lineOf({ zh: '昨夜清单上没有要去的地方', en: 'There was nowhere to go last night' });
  const list = {
    zh: `昨夜清单 ${round.stops} 处 ${round.rooms} 间`,
    en: `Last night ${counted(round.stops, 'stop')} with ${counted(round.rooms, 'room')}`,
  };
  if (round.isMissed) return lineOf(list, { zh: '没有人答复', en: 'nobody answered' });
  return lineOf(
    list,
    { zh: `已答复 ${round.answered} 间`, en: `${round.answered} answered` },
    { zh: `表已确认关闭 ${round.confirmed} 间`, en: `${round.confirmed} confirmed off by the meter` },
    round.stillOn > 0 && { zh: `说已关、表仍在走 ${round.stillOn} 间`, en: `${round.stillOn} said to be off and still on by the meter` },
    asked > 0 && { zh: `${asked} 间报正常使用，等您审批`, en: `${asked} said to be in normal use, waiting for your word` },
  );
}

function avoidedLine({ round }: MorningFacts): Sentence {
  if (round && round.confirmed > 0 && round.avoidedKwh > 0) {
    const amount = energyWords(round.avoidedKwh, round.avoidedFen);
    return lineOf({ zh: `表已确认少用 ${amount.zh}`, en: `Avoided, confirmed by the meter: ${amount.en}` });
  }
  if (round && round.verifying > 0) return lineOf({ zh: '表还没有确认少用了多少', en: 'The meter has not confirmed yet what was avoided' });
  return lineOf({ zh: '没有表确认的节约', en: 'Nothing avoided that a meter confirms' });
}

function leftOnLine({ leftOn, probablyOn, notListed }: MorningFacts): Sentence {
  const { places, kwh, fen } = leftOn;
  const named = placeList(places, MOST_NAMED);
  const amount = energyWords(kwh, fen);
  const guessed = placeList(probablyOn, MOST_NAMED);
  return lineOf(
    places.length > 0
      ? {
          zh: `整夜未关 ${places.length} 处（${named.zh}）${kwh > 0 ? `，多用 ${amount.zh}` : ''}`,
          en: `On all night, ${counted(places.length, 'place')} (${named.en})${kwh > 0 ? `, ${amount.en} too much` : ''}`,
        }
      : { zh: '没有看到整夜未关的地方', en: 'No place was seen to be on all night' },
    probablyOn.length > 0 && { zh: `推断整夜偏高：${guessed.zh}`, en: `probably on all night: ${guessed.en}` },
    notListed > 0 && { zh: `另有 ${notListed} 处没有列入清单`, en: `${notListed} more on no list` },
  );
}

function leakLine({ leaks, leaksPerDayFen }: MorningFacts): Sentence {
  if (leaks.length === 0) return lineOf({ zh: '没有看到漏水', en: 'No leak was seen' });
  const named = leaks.slice(0, MOST_NAMED).map(({ place, lph }) => {
    const { zh, en } = placeList([place]);
    return { zh: `${zh} ${threeDigits(lph)} L/h`, en: `${en} ${threeDigits(lph)} L/h` };
  });
  const more = leaks.length > MOST_NAMED;
  const money = moneyWords(leaksPerDayFen);
  return lineOf({
    zh: `漏水 ${leaks.length} 处：${named.map(({ zh }) => zh).join('、')}${more ? ' 等' : ''}，每天约 ${money.zh}`,
    en: `${counted(leaks.length, 'leak')}: ${named.map(({ en }) => en).join(', ')}${more ? ' and more' : ''}, about ${money.en} a day`,
  });
}

function unseenLine({ silent, coverage, demoted, isProvisional, round }: MorningFacts): Sentence {
  const named = placeList(silent, MOST_NAMED);
  const percent = coverage === null ? null : percentOf(coverage);
  return lineOf(
    silent.length > 0
      ? {
          zh: `看不到的：${silent.length} 块表没有数据（${named.zh}）`,
          en: `Not seen: ${counted(silent.length, 'meter')} without data (${named.en})`,
        }
      : { zh: '没有失联的表', en: 'No meter is silent' },
    percent !== null && { zh: `昨夜数据覆盖 ${percent}`, en: `${percent} of the night is known` },
    round !== null &&
      round.blind > 0 && {
        zh: `${round.blind} 间列清单时无数据`,
        en: `${counted(round.blind, 'room')} without data when the list was made`,
      },
    demoted.length > 0 && {
      zh: `误报过半、只进晨报的规则：${demoted.map(({ zh }) => zh).join('、')}`,
      en: `rules wrong too often, only told here: ${demoted.map(({ en }) => en).join(', ')}`,
    },
    isProvisional && { zh: '今天上不上课只是推断', en: 'whether there are lessons today is a guess' },
  );
}

function calendarLine({ calendar }: MorningFacts): Sentence[] {
  if (calendar.length === 0) return [];
  return [{ zh: calendar.map(({ zh }) => zh).join(''), en: calendar.map(({ en }) => en).join(' ') }];
}

/** Rounded down, so that 100 % is said only of what is complete. */
const percentOf = (share: number) => `${Math.floor(share * 1000) / 10} %`;
