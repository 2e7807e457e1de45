import { ruleOf } from '../../analysis/registry.ts';
import type { Alert } from '../../domain/alert.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Stop, StopSubject } from '../../domain/round.ts';
import { nameEn, type Sentence, threeDigits, where } from '../../domain/words.ts';
import { compareWay, type Ground } from './ground.ts';
import { roomName } from './room-facts.ts';
import { joinRooms } from './room-names.ts';

/** `教学楼B 三楼`; of a whole building its name. */
export function placeWords({ building: id, floor }: Pick<Stop, 'building' | 'floor'>, { plan }: Ground): Sentence {
  const building = plan.buildings.find((one) => one.id === id);
  const meter = { name: id };
  const words = where({ meter, building, space: floor === null ? undefined : { floor, function: 'floor', name: '' } });
  return { zh: words.zh.trim(), en: words.en };
}

/** `301/303/306 空调未关 3 间`. */
export function whatWords(subject: StopSubject, alerts: readonly Alert[], { ground }: { ground: Ground }): Sentence {
  if (subject === 'building') return excessWords(alerts[0]!.finding, ground);
  if (subject === 'water') return flowWords(alerts, ground);
  const rule = ruleOf(alerts[0]!.rule)?.name ?? { zh: alerts[0]!.rule, en: alerts[0]!.rule };
  const names = roomsOf(alerts, ground);
  // The only circuit of a floor or building: the place says it already.
  if (names.length === 1 && !isRoom(alerts[0]!, ground)) return rule;
  const rooms = { zh: joinRooms(names.map(({ zh }) => zh)), en: joinRooms(names.map(({ en }) => en)) };
  const gap = /[0-9A-Za-z]$/.test(rooms.zh) || subject === 'other' || subject === 'burst' ? ' ' : '';
  if (names.length === 1) return { zh: `${rooms.zh}${gap}${rule.zh}`, en: `${rooms.en}: ${lower(rule.en)}` };
  return { zh: `${rooms.zh}${gap}${rule.zh} ${names.length} 间`, en: `${rooms.en}: ${lower(rule.en)}, ${names.length} rooms` };
}

/** As one walks; two alerts of one room name it once. */
function roomsOf(alerts: readonly Alert[], ground: Ground): Sentence[] {
  const placed = alerts.toSorted((a, b) => compareWay(ground.rulebook.placed.get(a.meter), ground.rulebook.placed.get(b.meter)));
  return [...new Map(placed.map((alert) => roomName(alert, ground)).map((name) => [name.zh, name])).values()];
}

function isRoom({ meter }: Alert, { rulebook }: Ground): boolean {
  const space = rulebook.placed.get(meter)?.space;
  return space !== undefined && space.function !== 'floor';
}

/** `整楼比平时高 1.9 kW（约 1–2 台空调，可能 205、208）`. */
function excessWords({ rate, evidence, reasons = [], spaces = [] }: Finding, { plan }: Ground): Sentence {
  const above = rate ? ` ${threeDigits(rate.value)} ${rate.unit}` : '';
  const has = (name: string) => reasons.some((reason) => reason.name === name);
  const isAc = has('ac_size') && (has('ac_weather') || has('room_kept'));
  const number = (name: string) => evidence.find((one) => one.name === name)?.value;
  const [low, high] = [number('units_low'), number('units_high')];
  const units = low === undefined || high === undefined ? '' : low === high ? `${low}` : `${low}–${high}`;
  const rooms = spaces.flatMap((id) => plan.spaces.find((space) => space.id === id) ?? []);
  const zh = [
    isAc && units !== '' ? `约 ${units} 台空调` : '原因不明',
    ...(rooms.length > 0 ? [`可能 ${rooms.map(({ name }) => name).join('、')}`] : []),
  ];
  const en = [
    isAc && units !== '' ? `about ${units} air-conditioners` : 'cause not known',
    ...(rooms.length > 0 ? [`perhaps ${rooms.map(nameEn).join(', ')}`] : []),
  ];
  return {
    zh: `整楼比平时高${above}（${zh.join('，')}）`,
    en: `the whole building is${above} above usual (${en.join('; ')})`,
  };
}

/** `卫生间 持续出水约 120 L/h，请看冲水箱和龙头`. */
function flowWords(alerts: readonly Alert[], ground: Ground): Sentence {
  const names = roomsOf(alerts, ground);
  const rates = alerts.flatMap(({ finding }) => finding.rate?.value ?? []);
  const text = rates.length > 0 ? `${threeDigits(rates.reduce((sum, rate) => sum + rate, 0))} L/h` : '';
  return {
    zh: `${joinRooms(names.map(({ zh }) => zh))} 持续出水${text && `约 ${text}`}，请看冲水箱和龙头`,
    en: `${joinRooms(names.map(({ en }) => en))}: water runs all the time${text && `, about ${text}`}; look at cisterns and taps`,
  };
}

/**
 * `约 2.1 kW，到早上约 14 度/7.6 元`: an estimate in all its parts. Empty when nothing is known.
 *
 * @param amounts.isRateSaid the words before say the rate already
 */
export function costWords(amounts: {
  kw: number | null;
  lph: number | null;
  kwhUntilMorning: number | null;
  fenUntilMorning: number | null;
  isRateSaid: boolean;
}): Sentence {
  const { kw, lph, kwhUntilMorning: kwh, fenUntilMorning: fen, isRateSaid } = amounts;
  const rate = kw !== null ? `${threeDigits(kw)} kW` : lph !== null ? `${threeDigits(lph)} L/h` : '';
  if (rate === '') return { zh: '', en: '' };
  const yuan = fen === null ? '' : yuanText(fen);
  const zh = [kwh === null ? '' : `${amountText(kwh)} 度`, yuan && `${yuan} 元`].filter(Boolean).join('/');
  const en = [kwh === null ? '' : `${amountText(kwh)} kWh`, yuan && `¥${yuan}`].filter(Boolean).join(' / ');
  const untilMorning = { zh: zh && `到早上约 ${zh}`, en: en && `about ${en} until morning` };
  if (isRateSaid) return untilMorning;
  return {
    zh: [`约 ${rate}`, untilMorning.zh].filter(Boolean).join('，'),
    en: [`about ${rate}`, untilMorning.en].filter(Boolean).join('; '),
  };
}

/** Two digits are enough for an estimate. */
const amountText = (value: number) => `${Number(value.toPrecision(value >= 10 ? Math.max(2, Math.floor(Math.log10(value)) + 1) : 2))}`;
const yuanText = (fen: number) => (fen >= 10_000 ? `${Math.round(fen / 100)}` : `${Math.round(fen / 10) / 10}`);
/** `AC left on` stays as it is. */
const lower = (text: string) => (/^[A-Z][a-z]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text);
