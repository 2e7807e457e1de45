import { amount, type Cause, differs, isNear, percent } from './reconcile-words.ts';
import type { Sides } from './sides.ts';

/** Ratios of current transformers in use (primary ÷ 5 A), and 1 for a meter without. */
const CT_RATIOS = [1, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 160, 200, 240, 250, 300, 400];
/** How well a wrong ratio has to hit another one. */
const RATIO_HIT = 0.005;
/** How well a quantity of other days has to hit, and how much nearer it has to come. */
const SHIFT_HIT = 0.003;
const SHIFT_GAIN = 4;
/** With less known than this of our own side it may be ours that is wrong. */
const WELL_KNOWN = 0.98;
/** What lines and transformers lose where the utility counts on the high side, or adds it. */
const LOSS = { least: 0.008, most: 0.035 };

/** Why the utility counted more or less than we did. */
export function quantityCauses(sides: Sides): Cause[] {
  const { theirs, ours } = sides;
  if (!differs(theirs.quantity, ours.quantity)) return [];
  const causes = [otherReadings(sides) ?? otherDays(sides), otherRatio(sides), missing(sides), loss(sides)];
  return causes.filter((cause) => cause !== undefined);
}

/** The registers on the invoice, where one meter counts all: the strongest evidence that there is. */
function printed({ invoice, bill }: Sides) {
  const [meter] = bill.meters;
  if (!meter || bill.meters.length > 1 || invoice.startRegister === null || invoice.endRegister === null) return undefined;
  if (meter.startRegister === null || meter.endRegister === null) return undefined;
  const theirs = { start: Number(invoice.startRegister), end: Number(invoice.endRegister) };
  const ours = { start: Number(meter.startRegister), end: Number(meter.endRegister) };
  return { theirs, ours, ratio: Number(meter.ratio), later: theirs.end - ours.end - (theirs.start - ours.start) };
}

function otherReadings(sides: Sides): Cause | undefined {
  const registers = printed(sides);
  const { theirs, ours } = sides;
  if (!registers || !isNear(registers.later * registers.ratio, theirs.quantity - ours.quantity, ours.quantity, SHIFT_HIT)) return undefined;
  const { theirs: on, ours: at } = registers;
  return {
    kind: 'span_shifted',
    weight: 0.98,
    words: {
      zh: `账单起止码 ${on.start} → ${on.end}，我方在同日零点为 ${at.start} → ${at.end}：抄表时刻不同，差额正好由此而来`,
      en: `the invoice was read at ${on.start} → ${on.end}, ours at midnight of the same days at ${at.start} → ${at.end}: read at other times, which explains the difference`,
    },
  };
}

function otherDays({ theirs, ours, shifted, bill }: Sides): Cause | undefined {
  const gapNow = Math.abs(theirs.quantity - ours.quantity);
  const hits = shifted
    .map((shift) => ({ ...shift, gap: Math.abs(theirs.quantity - Number(shift.quantity)) }))
    .filter(({ gap }) => gap <= Math.abs(theirs.quantity) * SHIFT_HIT && gap * SHIFT_GAIN <= gapNow);
  const [best] = hits.toSorted((one, other) => shiftOf(one) - shiftOf(other) || one.gap - other.gap);
  if (!best) return undefined;
  const quantity = amount(Number(best.quantity), bill.unit);
  const zh = [best.startDays !== 0 && `起日${daysZh(best.startDays)}`, best.endDays !== 0 && `止日${daysZh(best.endDays)}`];
  const en = [best.startDays !== 0 && `from ${daysEn(best.startDays)}`, best.endDays !== 0 && `until ${daysEn(best.endDays)}`];
  return {
    kind: 'span_shifted',
    weight: 0.8 - 0.05 * shiftOf(best),
    words: {
      zh: `若抄表${zh.filter(Boolean).join('、')}，我方为 ${quantity}，与账单一致：很可能抄表日期不同`,
      en: `counted ${en.filter(Boolean).join(' and ')}, ours is ${quantity} and meets the invoice: it was probably read on other days`,
    },
  };
}

const shiftOf = ({ startDays, endDays }: { startDays: number; endDays: number }) => Math.max(Math.abs(startDays), Math.abs(endDays));
const daysZh = (days: number) => `${days < 0 ? '早' : '晚'} ${Math.abs(days)} 天`;
const daysEn = (days: number) => `${Math.abs(days)} day(s) ${days < 0 ? 'earlier' : 'later'}`;

function otherRatio(sides: Sides): Cause | undefined {
  const { theirs, ours, bill } = sides;
  const ratios = new Set(bill.meters.map(({ ratio }) => Number(ratio)));
  const [ratio] = ratios;
  if (ratio === undefined || ratios.size > 1 || ours.quantity <= 0) return undefined;
  const implied = (theirs.quantity / ours.quantity) * ratio;
  const hit = CT_RATIOS.find((known) => known !== ratio && isNear(implied, known, known, RATIO_HIT));
  if (hit === undefined) return undefined;
  const registers = printed(sides);
  const isSameAdvance =
    registers !== undefined &&
    isNear(registers.theirs.end - registers.theirs.start, ours.quantity / ratio, ours.quantity / ratio, 2 * RATIO_HIT);
  return {
    kind: 'ratio',
    weight: isSameAdvance ? 0.99 : 0.9,
    words: {
      zh: `账单用量是我方的 ${(theirs.quantity / ours.quantity).toFixed(3)} 倍：我方倍率 ${ratio}，账单似按 ${hit} 计${isSameAdvance ? '，而两边表底走字相同' : ''}`,
      en: `the invoice is ${(theirs.quantity / ours.quantity).toFixed(3)} times ours: our ratio is ${ratio}, it seems to count with ${hit}${isSameAdvance ? ', while both registers advanced the same' : ''}`,
    },
  };
}

/** What is missing on our side, if it were used like the rest. */
function missing({ theirs, ours, bill }: Sides): Cause | undefined {
  const { coverage, estimated } = bill;
  const more = theirs.quantity - ours.quantity;
  const known = coverage + estimated;
  if (known < WELL_KNOWN && more > 0) {
    const expected = known > 0 ? ours.quantity * (1 / known - 1) : Number.POSITIVE_INFINITY;
    const fits = more >= expected / 3 && more <= expected * 3;
    const [share, difference] = [`${(known * 100).toFixed(1)} %`, amount(more, bill.unit)];
    return {
      kind: 'missing_data',
      weight: fits ? 0.85 : 0.45,
      words: {
        zh: `我方数据只覆盖 ${share}，缺的部分按同样用量约 ${amount(expected, bill.unit)}，差额 ${difference}`,
        en: `our data covers ${share}; what is missing would be about ${amount(expected, bill.unit)} at the same rate, the difference is ${difference}`,
      },
    };
  }
  if (estimated <= 1 - WELL_KNOWN) return undefined;
  const share = `${(estimated * 100).toFixed(1)} %`;
  return {
    kind: 'missing_data',
    weight: 0.4,
    words: { zh: `我方有 ${share} 的时间是估算`, en: `${share} of the time is an estimate on our side` },
  };
}

function loss({ theirs, ours, bill }: Sides): Cause | undefined {
  const more = theirs.quantity / ours.quantity - 1;
  if (bill.unit !== 'kWh' || !(more >= LOSS.least && more <= LOSS.most)) return undefined;
  const share = percent(theirs.quantity, ours.quantity);
  return {
    kind: 'loss',
    weight: 0.6,
    words: {
      zh: `账单用量 ${share}，在线损、变损的常见范围（1–3 %）内：供电公司可能在高压侧计量或加计损耗`,
      en: `the invoice has ${share}, within the usual line and transformer loss (1–3 %): the utility may count on the high side or add losses`,
    },
  };
}
