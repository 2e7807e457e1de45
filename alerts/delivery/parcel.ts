import type { LocalTime } from '../../domain/local-time.ts';
import type { MessageText } from '../../domain/message.ts';
import { URGENCIES } from '../../domain/urgency.ts';
import type { Sentence } from '../../domain/words.ts';
import type { Parcel } from '../channels/channel.ts';
import { messageFacts } from './message-facts.ts';
import { leadOf, placeOfAlert, type SchoolWords, wordsOf } from './message-words.ts';
import type { Item } from './still-needed.ts';

export type Language = 'zh' | 'en';

/** Lines that a person reads; the page has the rest. */
const MOST_LINES = 20;

export interface Envelope {
  id: string;
  language: Language;
  publicUrl: string | null;
  /** A guard has one page. */
  isGuard: boolean;
  mentions: readonly string[];
  isRepeat: boolean;
}

/** The most urgent first, ends last, then as they came. */
export function inOrderOfUrgency(items: readonly Item[]): Item[] {
  const rank = ({ message: { urgency, kind } }: Item) => URGENCIES.indexOf(urgency) * 2 + (kind === 'recovered' ? 1 : 0);
  return items.toSorted((a, b) => rank(a) - rank(b) || a.message.id - b.message.id);
}

/**
 * What goes out: one message as it is, or several in one.
 *
 * @param items in one site, at least one; of several about one alert the newest is what is said
 */
export function parcelOf(items: readonly Item[], school: SchoolWords, envelope: Envelope): Parcel {
  const { id, language, publicUrl, isGuard, mentions, isRepeat } = envelope;
  const ordered = inOrderOfUrgency(items);
  const said = ordered.filter(({ message }) => !ordered.some((other) => isNewer(other.message, message)));
  const { title, lines } = said.length === 1 ? wordsOf(said[0]!.message, school, said[0]!.alert) : together(said, school);
  const path = isGuard ? '/tonight' : said.length === 1 ? said[0]!.message.link : '/alerts';
  return {
    id,
    title: title[language],
    lines: lines.map((line) => line[language]),
    urgency: ordered[0]!.message.urgency,
    link: publicUrl === null ? null : publicUrl + path,
    mentions,
    isRepeat,
    facts: ordered.map(({ message, alert }) => messageFacts(message, school, alert)),
  };
}

function isNewer(other: Item['message'], message: Item['message']): boolean {
  return message.alert !== null && other.alert?.id === message.alert.id && other.id > message.id;
}

/** @example `教学楼B 三楼 301 等 7 处` */
function together(said: readonly Item[], school: SchoolWords): MessageText {
  const texts = said.map(({ message, alert }) => ({ message, text: wordsOf(message, school, alert) }));
  const lines = texts.slice(0, MOST_LINES).map(({ message, text }) => oneLine(message, text));
  const more = texts.length - lines.length;
  if (more > 0) lines.push({ zh: `另有 ${more} 条，请看页面。`, en: `${more} more, see the page.` });
  return { title: titleOf(said, texts[0]!.text, school), lines };
}

function titleOf(said: readonly Item[], first: MessageText, { plan }: SchoolWords): Sentence {
  const alert = said[0]!.alert ?? said[0]!.message.alert;
  const count = said.length;
  if (!alert) return { zh: `${first.title.zh} 等 ${count} 条`, en: `${first.title.en} and ${count - 1} more` };
  const building = plan.buildings.find(({ id }) => id === plan.meters.find((meter) => meter.id === alert.meter)?.building);
  const place = placeOfAlert(alert, plan);
  return {
    zh: `${building?.name ?? place.zh} 等 ${count} 处`,
    en: `${building?.nameEn ?? building?.name ?? place.en} and ${count - 1} more`,
  };
}

function oneLine({ alert, kind }: Item['message'], { title, lines }: MessageText): Sentence {
  const [first] = lines;
  if (!first) return title;
  const lead = alert === null ? { zh: `${title.zh}：`, en: `${title.en}: ` } : leadOf(kind);
  return { zh: lead.zh + first.zh, en: lead.en + first.en };
}

/** Sent by hand to see whether an address works. */
export function testParcel(id: string, by: string, at: number, local: LocalTime, language: Language): Parcel {
  const clock = local.clockOf(at);
  const words = {
    zh: { title: '测试消息', line: `绿叶的测试消息，由 ${by} 于 ${clock} 发出，收到即可，无需处理。` },
    en: { title: 'Test message', line: `A test message of Greenleaf, sent by ${by} at ${clock}. Nothing has to be done.` },
  }[language];
  return { id, title: words.title, lines: [words.line], urgency: 'today', link: null, mentions: [], isRepeat: false, facts: [] };
}
