import type { MessageText } from '../../domain/message.ts';
import type { Named } from '../../domain/site.ts';
import { type AlertPlace, dayWords, nameEn, type Sentence, threeDigits } from '../../domain/words.ts';
import { counted, energyWords, lineOf } from './amounts.ts';
import { placeList } from './place-list.ts';

/** The week as the logistics head is told it on Friday. Null is "not known", never nothing. */
export interface FridayFacts {
  site: Named;
  /** First and last night, both included. */
  fromNight: string;
  toNight: string;
  /** Nights with a list, nights that somebody answered, nights without an answer. */
  nights: { listed: number; answered: number; missed: number };
  stops: number;
  rooms: number;
  avoidedKwh: number;
  avoidedFen: number;
  confirmed: number;
  /** Left on until morning, room nights. */
  allNight: number;
  /** Answers of the last 30 nights that say whether a rule was right; `right` null: too few. */
  trust: { answers: number; precision: number | null; demoted: readonly Sentence[] };
  /** Rooms that were looked at without being on a list, and found on. */
  spotChecks: { done: number; foundOn: number };
  /** The rooms that were left on most often. */
  worst: readonly { place: AlertPlace; nights: number; kwh: number | null }[];
  repairs: { found: number; accepted: number; open: number; oldest: { place: AlertPlace; days: number } | null };
  /** Sentences of findings that call nobody: drifts, quotas, what is not sure. */
  others: readonly Sentence[];
}

const MOST_OTHERS = 5;

export function fridayDigest(facts: FridayFacts): MessageText {
  const [from, to] = [dayWords(facts.fromNight), dayWords(facts.toNight)];
  return {
    title: {
      zh: `${facts.site.name} 一周：${from.zh}夜–${to.zh}夜`,
      en: `${nameEn(facts.site)}: the nights from ${from.en} to ${to.en}`,
    },
    lines: [roundLine(facts), avoidedLine(facts), trustLine(facts), worstLine(facts), repairLine(facts), ...otherLines(facts)],
  };
}

function roundLine({ nights, stops, rooms }: FridayFacts): Sentence {
  if (nights.listed === 0) return lineOf({ zh: '本周没有生成清单', en: 'No list was made this week' });
  return lineOf(
    {
      zh: `本周 ${nights.listed} 夜有清单，共 ${stops} 处 ${rooms} 间`,
      en: `Lists of ${counted(nights.listed, 'night')}: ${counted(stops, 'stop')} with ${counted(rooms, 'room')}`,
    },
    { zh: `${nights.answered} 夜有人答复`, en: `${counted(nights.answered, 'night')} answered` },
    nights.missed > 0 && { zh: `${nights.missed} 夜没有人答复`, en: `${counted(nights.missed, 'night')} without any answer` },
  );
}

function avoidedLine({ confirmed, avoidedKwh, avoidedFen, allNight }: FridayFacts): Sentence {
  const amount = energyWords(avoidedKwh, avoidedFen);
  return lineOf(
    confirmed > 0
      ? {
          zh: `表已确认关闭 ${confirmed} 间，少用 ${amount.zh}`,
          en: `${counted(confirmed, 'room')} confirmed off by the meter: ${amount.en} avoided`,
        }
      : { zh: '没有表确认的节约', en: 'Nothing avoided that a meter confirms' },
    allNight > 0
      ? { zh: `整夜未关 ${allNight} 间次`, en: `${counted(allNight, 'room')} left on until morning` }
      : { zh: '没有看到整夜未关的', en: 'none seen to be on until morning' },
  );
}

function trustLine({ trust, spotChecks }: FridayFacts): Sentence {
  const { answers, precision, demoted } = trust;
  return lineOf(
    precision === null
      ? {
          zh: `近 30 夜只有 ${answers} 次答复，准不准还说不上`,
          en: `Only ${counted(answers, 'answer')} in 30 nights: too few to say how often the rules were right`,
        }
      : {
          zh: `近 30 夜 ${answers} 次答复，${Math.round(precision * 100)} % 说得对`,
          en: `Right in ${Math.round(precision * 100)} % of ${counted(answers, 'answer')} of 30 nights`,
        },
    demoted.length > 0 && {
      zh: `误报过半、不再派人的规则：${demoted.map(({ zh }) => zh).join('、')}`,
      en: `wrong too often, so nobody is sent for: ${demoted.map(({ en }) => en).join(', ')}`,
    },
    spotChecks.done > 0 && {
      zh: `抽查 ${spotChecks.done} 间，${spotChecks.foundOn > 0 ? `${spotChecks.foundOn} 间开着而不在清单上` : '都是关的'}`,
      en: `${counted(spotChecks.done, 'room')} checked at random, ${spotChecks.foundOn > 0 ? `${spotChecks.foundOn} on that no list had` : 'all off'}`,
    },
  );
}

function worstLine({ worst }: FridayFacts): Sentence {
  if (worst.length === 0) return lineOf({ zh: '本周没有房间被发现未关', en: 'No room was found on this week' });
  const named = worst.map(({ place, nights, kwh }) => {
    const { zh, en } = placeList([place]);
    const amount = kwh === null ? null : `${threeDigits(kwh)} kWh`;
    return {
      zh: `${zh}（${[`${nights} 夜`, amount].filter(Boolean).join('，')}）`,
      en: `${en} (${[counted(nights, 'night'), amount].filter(Boolean).join(', ')})`,
    };
  });
  return lineOf({ zh: `未关最多：${named.map(({ zh }) => zh).join('、')}`, en: `Left on most: ${named.map(({ en }) => en).join(', ')}` });
}

function repairLine({ repairs: { found, accepted, open, oldest } }: FridayFacts): Sentence {
  if (found === 0 && accepted === 0 && open === 0) return lineOf({ zh: '没有要修的', en: 'Nothing to repair' });
  const place = oldest && placeList([oldest.place]);
  return lineOf(
    {
      zh: `维修：新发现 ${found} 项，已验收 ${accepted} 项，未完 ${open} 项`,
      en: `Repairs: ${found} found, ${accepted} accepted, ${open} to be done`,
    },
    oldest !== null &&
      place !== null && {
        zh: `最久的是${place.zh}，已 ${oldest.days} 天`,
        en: `the oldest is ${place.en}, for ${counted(oldest.days, 'day')}`,
      },
  );
}

function otherLines({ others }: FridayFacts): Sentence[] {
  const more = others.length - MOST_OTHERS;
  if (more <= 0) return [...others];
  return [...others.slice(0, MOST_OTHERS), { zh: `另有 ${more} 条，见告警页。`, en: `${more} more on the page of alerts.` }];
}
