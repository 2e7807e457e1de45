import type { BillLine, Statement } from '../../domain/bill.ts';
import { addDays } from '../../domain/local-time.ts';
import type { PricePeriod, SoldMedium } from '../../domain/tariff.ts';
import type { Sentence } from '../../domain/words.ts';
import { type ReportLocale, say } from './locale.ts';

/** What stands on a statement and on the sheets of a batch. */
export const STATEMENT_WORDS = {
  title: { zh: '转供电水账单', en: 'Statement of resale' },
  reversal: { zh: '冲销账单', en: 'Reversal' },
  number: { zh: '账单号', en: 'Number' },
  party: { zh: '用户', en: 'Party' },
  kind: { zh: '类别', en: 'Kind' },
  building: { zh: '楼栋', en: 'Building' },
  place: { zh: '房号', en: 'Place' },
  span: { zh: '计费期', en: 'Period' },
  from: { zh: '起始日', en: 'First day' },
  to: { zh: '截止日', en: 'Last day' },
  made: { zh: '开具', en: 'Issued' },
  medium: { zh: '种类', en: 'Medium' },
  meter: { zh: '表计', en: 'Meter' },
  startAt: { zh: '起始时间', en: 'From' },
  endAt: { zh: '截止时间', en: 'Up to' },
  start: { zh: '起码', en: 'Start' },
  end: { zh: '止码', en: 'End' },
  ratio: { zh: '倍率', en: 'Ratio' },
  share: { zh: '分摊', en: 'Share' },
  used: { zh: '用量', en: 'Used' },
  known: { zh: '实测', en: 'Measured' },
  line: { zh: '项目', en: 'Line' },
  period: { zh: '时段', en: 'Period of day' },
  tier: { zh: '档', en: 'Step' },
  quantity: { zh: '数量', en: 'Quantity' },
  unit: { zh: '单位', en: 'Unit' },
  price: { zh: '单价（元）', en: 'Price (yuan)' },
  amount: { zh: '金额（元）', en: 'Amount (yuan)' },
  total: { zh: '合计', en: 'Total' },
  yuan: { zh: '元', en: 'yuan' },
  note: { zh: '说明', en: 'Note' },
  document: { zh: '价格依据', en: 'Price by' },
  estimated: { zh: '估', en: 'est.' },
  interpolated: { zh: '起止码由前后两次读数按时间内插', en: 'registers at the edges are interpolated in time' },
  isEstimated: { zh: '估算', en: 'Estimated' },
  state: { zh: '状态', en: 'State' },
  issued: { zh: '有效', en: 'issued' },
  cancelled: { zh: '已冲销', en: 'cancelled' },
  reverses: { zh: '冲销账单号', en: 'Takes back' },
  truesUp: { zh: '补差账单号', en: 'Trues up' },
  example: { zh: '示例价格，不能用于结算', en: 'example prices, not for settlement' },
  byEstimate: {
    zh: '本期有估算用量（标“估”），取得真实读数后在下期账单多退少补。',
    en: 'Part of this is an estimate (marked est.); the next statement trues it up once the true readings are known.',
  },
  objection: {
    zh: '对读数或金额有异议，请向总务处提出；可查看本期读数和抄表照片，异议和答复均有记录。',
    en: 'Whoever disagrees may tell the office and see the readings and photos of this period; objection and answer are kept.',
  },
  summary: { zh: '汇总', en: 'Summary' },
  lines: { zh: '明细', en: 'Lines' },
  readings: { zh: '读数', en: 'Readings' },
  yes: { zh: '是', en: 'yes' },
} as const satisfies Record<string, Sentence>;

export const KIND_WORDS: Record<Statement['partyKind'], Sentence> = {
  staff: { zh: '教职工住户', en: 'staff flat' },
  tenant: { zh: '租户', en: 'tenant' },
  contractor: { zh: '承包单位', en: 'contractor' },
};
export const MEDIUM_WORDS: Record<SoldMedium, Sentence> = {
  electricity: { zh: '电', en: 'Electricity' },
  water: { zh: '水', en: 'Water' },
  gas: { zh: '燃气', en: 'Gas' },
  heat: { zh: '热', en: 'Heat' },
};
export const PERIOD_WORDS: Record<PricePeriod, Sentence> = {
  sharp: { zh: '尖', en: 'sharp' },
  peak: { zh: '峰', en: 'peak' },
  flat: { zh: '平', en: 'flat' },
  valley: { zh: '谷', en: 'valley' },
  deep: { zh: '深谷', en: 'deep valley' },
};
const LINE_WORDS: Readonly<Record<string, Sentence>> = {
  all_in: { zh: '用量费', en: 'Consumption' },
  energy: { zh: '电能量', en: 'Energy' },
  line_loss: { zh: '上网环节线损', en: 'Line loss' },
  t_and_d: { zh: '输配电', en: 'Transmission and distribution' },
  system_operation: { zh: '系统运行费', en: 'System operation' },
  gov_fund: { zh: '政府性基金及附加', en: 'Government funds' },
  water: { zh: '供水', en: 'Water supply' },
  sewage: { zh: '污水处理费', en: 'Sewage fee' },
  resource: { zh: '水资源费', en: 'Water resource fee' },
  basic: { zh: '基本电费', en: 'Basic charge' },
  power_factor: { zh: '力调电费', en: 'Power factor adjustment' },
  quota_surcharge: { zh: '超定额加价', en: 'Over-quota surcharge' },
  tier: { zh: '阶梯加价', en: 'Step surcharge' },
  meter_rent: { zh: '表计租金', en: 'Meter rent' },
  loss_share: { zh: '线损分摊', en: 'Share of losses' },
  true_up: { zh: '多退少补', en: 'True-up' },
};

/** A school's own component is called by its own code. */
export function lineName({ code }: Pick<BillLine, 'code'>, locale: ReportLocale): string {
  const words = LINE_WORDS[code];
  return words ? say(words, locale) : code;
}

/** With the period of the day and the step of the price, where it has them. */
export function lineTitle(line: Pick<BillLine, 'code' | 'period' | 'tier'>, locale: ReportLocale): string {
  const period = line.period === null ? [] : [say(PERIOD_WORDS[line.period], locale)];
  const tier = line.tier === null ? [] : [locale === 'en' ? `step ${line.tier}` : `第 ${line.tier} 档`];
  return [lineName(line, locale), ...period, ...tier].join(' · ');
}

/** People count the last day in. */
export const lastDay = ({ to }: { to: string }): string => addDays(to, -1);
