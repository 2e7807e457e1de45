import type { FactsOfMonth } from '../../domain/school-facts.ts';
import type { LedgerRow } from '../../domain/energy-ledger.ts';
import type { Sentence } from '../../domain/words.ts';
import { exact } from '../../tariffs/exact.ts';
import type { FormRow } from './form.ts';
import { ROW_FACTS } from './ledger-rows.ts';
import type { MonthSum } from './ledger-sums.ts';

/** What the bureau would ask; domain note 6.3. `row` null: about the form as a whole. */
export interface FormQuestion {
  kind:
    | 'missing_months'
    | 'cost_unknown'
    | 'unit_price'
    | 'year_before'
    | 'coverage'
    | 'two_sources'
    | 'heads_changed'
    | 'area_changed'
    | 'no_heads'
    | 'no_area';
  row: LedgerRow | null;
  words: Sentence;
}

/** Against the same period a year before: more than this needs an explanation. */
const YEAR_BEFORE_SHARE = 0.3;
/** A unit price so far outside of what the other months cost is a slip of the pen, not a season. */
const PRICE_SHARE = 0.3;
const FULL_COVERAGE = 0.98;

export interface FormUnderCheck {
  rows: readonly FormRow[];
  before: readonly FormRow[];
  sums: readonly MonthSum[];
  facts: Pick<FactsOfMonth, 'areaM2' | 'energyHeads'>;
  factsBefore: Pick<FactsOfMonth, 'areaM2' | 'energyHeads'>;
}

/** Questions in the order of the form. */
export function checkForm({ rows, before, sums, facts, factsBefore }: FormUnderCheck): FormQuestion[] {
  const last = new Map(before.map((row) => [row.row, row]));
  return [
    ...rows.flatMap((row) => [...missing(row), ...costs(row), ...coverage(row), ...againstLast(row, last.get(row.row))]),
    ...sums.flatMap(sources),
    ...aboutFact('heads_changed', 'no_heads', { zh: '用能人数', en: 'number of users' }, facts.energyHeads, factsBefore.energyHeads),
    ...aboutFact('area_changed', 'no_area', { zh: '建筑面积', en: 'floor area' }, facts.areaM2, factsBefore.areaM2),
  ];
}

function missing({ row, missing: months }: FormRow): FormQuestion[] {
  if (months.length === 0) return [];
  const { zh, en } = ROW_FACTS[row].name;
  const list = months.join(', ');
  return [
    {
      kind: 'missing_months',
      row,
      words: { zh: `${zh}：台账缺 ${list}，合计不完整`, en: `${en}: no line for ${list}, so the sum is not complete` },
    },
  ];
}

function costs({ row, months, amount, cost }: FormRow): FormQuestion[] {
  const { name, unit } = ROW_FACTS[row];
  if (amount !== null && cost === null && row !== 'solar') {
    return [{ kind: 'cost_unknown', row, words: { zh: `${name.zh}：有消费量而没有费用`, en: `${name.en}: an amount without its cost` } }];
  }
  const prices = months.flatMap(({ month, amount: used, cost: paid }) =>
    used === null || paid === null || exact(used).lte(0) ? [] : [{ month, price: exact(paid).div(used).toNumber() }],
  );
  return prices.flatMap(({ month, price }, index) => {
    const others = prices.filter((_, other) => other !== index).map((one) => one.price);
    if (others.length === 0) return [];
    const [low, high] = [Math.min(...others) * (1 - PRICE_SHARE), Math.max(...others) * (1 + PRICE_SHARE)];
    if (price >= low && price <= high) return [];
    const band = `${low.toFixed(3)}–${high.toFixed(3)}`;
    return {
      kind: 'unit_price' as const,
      row,
      words: {
        zh: `${name.zh}：${month} 合 ${price.toFixed(3)} 元/${unit}，其他月份应在 ${band}，请核对`,
        en: `${name.en}: ${month} comes to ${price.toFixed(3)} yuan/${unit}; by the other months it should be ${band}`,
      },
    };
  });
}

function coverage({ row, months }: FormRow): FormQuestion[] {
  const { zh, en } = ROW_FACTS[row].name;
  return months.flatMap(({ month, coverage: known }) => {
    if (known === null || known >= FULL_COVERAGE) return [];
    const share = (known * 100).toFixed(1);
    return {
      kind: 'coverage' as const,
      row,
      words: { zh: `${zh}：${month} 数据完整率 ${share} %`, en: `${en}: ${share} % of ${month} was measured` },
    };
  });
}

function againstLast({ row, amount, missing: months }: FormRow, last: FormRow | undefined): FormQuestion[] {
  // A quarter that is not whole is smaller than that of last year for no other reason.
  if (months.length > 0 || (last?.missing.length ?? 0) > 0) return [];
  const before = last?.amount ?? null;
  if (amount === null || before === null || exact(before).lte(0)) return [];
  const change = exact(amount).div(before).toNumber() - 1;
  if (Math.abs(change) <= YEAR_BEFORE_SHARE) return [];
  const { zh, en } = ROW_FACTS[row].name;
  const percent = `${change > 0 ? '+' : ''}${(change * 100).toFixed(1)} %`;
  return [
    {
      kind: 'year_before',
      row,
      words: {
        zh: `${zh}：较上年同期 ${percent}，超过 ±30 %，须说明原因`,
        en: `${en}: ${percent} against the year before; more than ±30 % needs an explanation`,
      },
    },
  ];
}

function sources({ month, row, sources: from }: MonthSum): FormQuestion[] {
  if (!from.includes('meters') || from.length === 1) return [];
  const { zh, en } = ROW_FACTS[row].name;
  return [
    {
      kind: 'two_sources',
      row,
      words: {
        zh: `${zh}：${month} 既有表计结账又有人工录入，请确认没有重复`,
        en: `${en}: in ${month} both the meters and a person; make sure that nothing counts twice`,
      },
    },
  ];
}

function aboutFact(
  changed: FormQuestion['kind'],
  absent: FormQuestion['kind'],
  name: Sentence,
  now: string | null,
  before: string | null,
): FormQuestion[] {
  if (now === null) return [{ kind: absent, row: null, words: { zh: `${name.zh}没有填写`, en: `the ${name.en} is not filled in` } }];
  if (before === null || exact(now).eq(before)) return [];
  return [
    {
      kind: changed,
      row: null,
      words: { zh: `${name.zh}由 ${before} 变为 ${now}，须说明`, en: `the ${name.en} changed from ${before} to ${now}; say why` },
    },
  ];
}
