import { addTally, createTally, type Tally } from '../../consumption/tally.ts';
import type { Meter } from '../../domain/site.ts';
import type { Sentence } from '../../domain/words.ts';
import { exact, toDecimal } from '../../tariffs/exact.ts';
import { changeOf, type Known, shareOf, toKnown, unknown } from './known.ts';
import type { Rows } from './load-amounts.ts';
import type { SubItem } from './schema.ts';

/** Level one of the national guideline family: the letter is the same on all platforms (domain note 1.1). */
const LETTERS = ['A', 'B', 'C', 'D'] as const;
type Letter = (typeof LETTERS)[number];
const NAMES: Record<Letter | 'rest', Sentence> = {
  A: { zh: '照明插座', en: 'Lighting and sockets' },
  B: { zh: '空调', en: 'Air conditioning' },
  C: { zh: '动力', en: 'Power' },
  D: { zh: '特殊', en: 'Special' },
  rest: { zh: '未单独计量', en: 'Not separately metered' },
};
const NOT_METERED: Sentence = { zh: '未单独计量', en: 'not separately metered' };
const AC_ON_SOCKETS: Sentence = {
  zh: '接在插座回路上、没有单独计量的空调按国家导则计入照明插座',
  en: 'air conditioners on socket circuits that are not metered apart count as lighting and sockets, by the national guideline',
};

interface Sources {
  meters: readonly Meter[];
  /** Of the school, of all electricity. */
  total: Known;
  totalLastYear: Known;
  month: Rows;
  lastYear: Rows;
}

/**
 * Sub-items by the codes of the meters. What hangs behind a meter of another letter is taken off there. The rest is the school's
 * total less all that is metered apart; where nothing of the lighting and sockets is, the rest is what they used, with all
 * that hangs on them.
 */
export function subItems({ meters, total, totalLastYear, month, lastYear }: Sources): SubItem[] {
  const coded = meters.filter((meter) => letterOf(meter) !== undefined);
  const [now, before] = [byLetter(coded, meters, month), byLetter(coded, meters, lastYear)];
  const rows = LETTERS.map((letter) => {
    const known = now.get(letter);
    if (!known) return absent(letter);
    const note = partNote(letter, meters);
    return {
      code: `01${letter}00`,
      name: NAMES[letter],
      value: known.cell,
      share: shareOf(known.cell.value, total.cell.value),
      yoy: changeOf(known, before.get(letter) ?? unknown(NOT_METERED)),
      metering: note ? ('part' as const) : ('metered' as const),
      note,
    };
  });
  return withRest(rows, restOf(total, [...now.values()]), restOf(totalLastYear, [...before.values()]), total);
}

function absent(letter: Letter): SubItem {
  const note = letter === 'B' ? AC_ON_SOCKETS : null;
  return { code: `01${letter}00`, name: NAMES[letter], value: unknown(NOT_METERED).cell, share: null, yoy: null, metering: 'none', note };
}

function withRest(rows: readonly SubItem[], rest: Known, restLastYear: Known, total: Known): SubItem[] {
  const figures = { value: rest.cell, share: shareOf(rest.cell.value, total.cell.value), yoy: changeOf(rest, restLastYear) };
  const [lighting, ...others] = rows;
  const isLighting = lighting!.metering === 'none' && others.some(({ metering }) => metering !== 'none');
  if (isLighting) return [{ ...lighting!, ...figures, metering: 'rest', note: AC_ON_SOCKETS }, ...others];
  return [
    ...rows,
    { code: 'rest', name: NAMES.rest, ...figures, metering: 'rest', note: lighting!.metering === 'none' ? null : AC_ON_SOCKETS },
  ];
}

const REST_WHY: Sentence = { zh: '总量或某一分项不全', en: 'the total or one of the sub-items is not whole' };

/** Less than nothing is left where a sub-item counts more than the total: then one of them lies. */
function restOf(total: Known, parts: readonly Known[]): Known {
  if (total.cell.value === null || parts.some(({ cell }) => cell.value === null)) return unknown(REST_WHY);
  const left = parts.reduce((sum, { cell }) => sum.minus(cell.value!), exact(total.cell.value));
  if (left.isNegative()) return unknown({ zh: '各分项之和大于总量，请核对', en: 'the sub-items add up to more than the total' });
  const all = [total, ...parts];
  return {
    cell: {
      value: toDecimal(left),
      coverage: Math.min(...all.map(({ cell }) => cell.coverage ?? 0)),
      isEstimated: all.some(({ cell }) => cell.isEstimated),
      why: null,
    },
    isComparable: all.every(({ isComparable }) => isComparable),
  };
}

export function letterOf({ medium, item }: Pick<Meter, 'medium' | 'item'>): Letter | undefined {
  if (medium !== 'electricity' || !item?.code.startsWith('01')) return undefined;
  return LETTERS.find((letter) => item.code[2] === letter);
}

function byLetter(coded: readonly Meter[], meters: readonly Meter[], rows: Rows): Map<Letter, Known> {
  const sums = new Map<Letter, { tally: Tally; sinceDay: string | null }>();
  const add = (letter: Letter, id: string, sign: 1 | -1) => {
    const row = rows.of(id, 'electricity');
    if (!row) return;
    const sum = sums.get(letter) ?? { tally: createTally(), sinceDay: null };
    addTally(sum.tally, { ...row.tally, grains: row.tally.grains === null ? null : sign * row.tally.grains });
    if (row.sinceDay !== null && (sum.sinceDay === null || row.sinceDay > sum.sinceDay)) sum.sinceDay = row.sinceDay;
    sums.set(letter, sum);
  };
  const above = nearestCoded(meters);
  for (const meter of coded) {
    const letter = letterOf(meter)!;
    const outer = above(meter);
    if (outer === letter) continue;
    add(letter, meter.id, 1);
    if (outer !== undefined) add(outer, meter.id, -1);
  }
  return new Map([...sums].map(([letter, sum]) => [letter, toKnown(sum)]));
}

/** The letter of the nearest meter above that has one. */
function nearestCoded(meters: readonly Meter[]): (meter: Meter) => Letter | undefined {
  const byId = new Map(meters.map((meter) => [meter.id, meter]));
  return ({ id, parent: first }) => {
    const seen = new Set([id]);
    for (let parent = first; parent !== undefined && !seen.has(parent); parent = byId.get(parent)?.parent) {
      seen.add(parent);
      const meter = byId.get(parent);
      const letter = meter && letterOf(meter);
      if (letter) return letter;
    }
    return undefined;
  };
}

/** Which buildings have it metered, where not all with electricity have. */
function partNote(letter: Letter, meters: readonly Meter[]): Sentence | null {
  const buildings = new Set(meters.flatMap(({ medium, building }) => (medium === 'electricity' ? [building] : [])));
  const metered = new Set(meters.flatMap((meter) => (letterOf(meter) === letter ? [meter.building] : [])));
  if (metered.size === buildings.size) return null;
  return {
    zh: `${buildings.size} 处有电表的楼栋和场所中 ${metered.size} 处单独计量`,
    en: `metered apart in ${metered.size} of ${buildings.size} places with electricity meters`,
  };
}
