import type { LedgerEntry } from '../../domain/energy-ledger.ts';
import type { Sentence } from '../../domain/words.ts';
import type { FormRow } from '../statistics/form.ts';
import { ROW_FACTS } from '../statistics/ledger-rows.ts';
import type { Statistics } from '../statistics/read-form.ts';
import { dayCell, freeSheet, moneyCell, numberCell, renderXlsx, shareCell, type SheetColumn, tableSheet, textCell } from './sheet.ts';

type Locale = 'zh-CN' | 'en';

/** What stands on the sheets, besides names of rows and questions. */
const WORDS = {
  form1: { zh: '基本信息', en: 'Institution' },
  form2: { zh: '能源资源消费状况', en: 'Energy and water' },
  ledger: { zh: '台账', en: 'Ledger' },
  checks: { zh: '核对', en: 'Questions' },
  field: { zh: '项目', en: 'Field' },
  value: { zh: '内容', en: 'Value' },
  area: { zh: '建筑面积（m²）', en: 'Floor area (m²)' },
  heads: { zh: '用能人数', en: 'Users of energy' },
  code: { zh: '代码', en: 'Code' },
  name: { zh: '指标', en: 'Item' },
  unit: { zh: '单位', en: 'Unit' },
  amount: { zh: '消费量', en: 'Amount' },
  cost: { zh: '费用（元）', en: 'Cost (yuan)' },
  before: { zh: '上年同期', en: 'Year before' },
  missing: { zh: '缺台账的月份', en: 'Months without a line' },
  month: { zh: '月份', en: 'Month' },
  source: { zh: '来源', en: 'Source' },
  coverage: { zh: '完整率', en: 'Coverage' },
  note: { zh: '说明', en: 'Note' },
  reverses: { zh: '冲销行号', en: 'Takes back line' },
  line: { zh: '行号', en: 'Line' },
  by: { zh: '录入人', en: 'Entered by' },
  on: { zh: '录入日期', en: 'Entered on' },
  meters: { zh: '表计', en: 'meters' },
  invoice: { zh: '账单', en: 'invoice' },
  person: { zh: '人工', en: 'person' },
} as const satisfies Record<string, Sentence>;

/** The two base forms, the account behind them and what is open, as one workbook. Empty where nothing is known. */
export function statisticsXlsx({ rows, before, months, facts, codes, questions, entries }: Statistics, locale: Locale): Promise<Buffer> {
  const say = (words: Sentence) => (locale === 'en' ? words.en : words.zh);
  const word = (name: keyof typeof WORDS) => say(WORDS[name]);
  const fields = [...Object.entries(facts.institution), [word('area'), facts.areaM2], [word('heads'), facts.energyHeads]] as const;
  const last = new Map(before.map((row) => [row.row, row.amount]));

  const formColumns: SheetColumn<FormRow>[] = [
    { title: word('code'), width: 10, cell: ({ row }) => textCell(codes[row]) },
    { title: word('name'), width: 26, cell: ({ row }) => textCell(say(ROW_FACTS[row].name)) },
    { title: word('unit'), width: 8, cell: ({ row }) => textCell(ROW_FACTS[row].unit) },
    ...months.flatMap((month, index): SheetColumn<FormRow>[] => [
      { title: `${month} ${word('amount')}`, width: 14, cell: (row) => numberCell(row.months[index]!.amount) },
      { title: `${month} ${word('cost')}`, width: 14, cell: (row) => moneyCell(row.months[index]!.cost) },
    ]),
    { title: word('amount'), width: 14, cell: ({ amount }) => numberCell(amount) },
    { title: word('cost'), width: 14, cell: ({ cost }) => moneyCell(cost) },
    { title: word('before'), width: 14, cell: ({ row }) => numberCell(last.get(row) ?? null) },
    { title: word('missing'), width: 20, cell: ({ missing }) => textCell(missing.join(', ')) },
  ];
  const ledgerColumns: SheetColumn<LedgerEntry>[] = [
    { title: word('line'), width: 8, cell: ({ id }) => numberCell(id, '0') },
    { title: word('month'), width: 10, cell: ({ month }) => textCell(month) },
    { title: word('name'), width: 26, cell: ({ row }) => textCell(say(ROW_FACTS[row].name)) },
    { title: word('unit'), width: 8, cell: ({ row }) => textCell(ROW_FACTS[row].unit) },
    { title: word('amount'), width: 14, cell: ({ amount }) => numberCell(amount) },
    { title: word('cost'), width: 14, cell: ({ cost }) => moneyCell(cost) },
    { title: word('source'), width: 10, cell: ({ source }) => textCell(word(source)) },
    { title: word('coverage'), width: 10, cell: ({ coverage }) => shareCell(coverage) },
    { title: word('reverses'), width: 10, cell: ({ reverses }) => numberCell(reverses, '0') },
    { title: word('note'), width: 40, cell: ({ note }) => textCell(note) },
    { title: word('by'), width: 12, cell: ({ enteredBy }) => textCell(enteredBy) },
    { title: word('on'), width: 12, cell: ({ enteredAt }) => dayCell(new Date(enteredAt).toISOString().slice(0, 10)) },
  ];
  return renderXlsx([
    freeSheet(
      word('form1'),
      [[textCell(word('field')), textCell(word('value'))], ...fields.map(([field, value]) => [textCell(field), textCell(value)])],
      [30, 40],
    ),
    tableSheet(word('form2'), formColumns, rows),
    tableSheet(word('ledger'), ledgerColumns, entries),
    tableSheet(
      word('checks'),
      [{ title: word('checks'), width: 100, cell: (text: string) => textCell(text) }],
      questions.map(({ words }) => say(words)),
    ),
  ]);
}
