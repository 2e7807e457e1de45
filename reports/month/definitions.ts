import type { MonthReport } from './schema.ts';
import { OVERDUE_DAYS } from './repairs-part.ts';

const term = (zh: string, en: string, textZh: string, textEn: string) => ({ term: { zh, en }, text: { zh: textZh, en: textEn } });

/** How the words and numbers of the report are meant: the same in every report of this version of the program. */
export const DEFINITIONS: MonthReport['definitions'] = [
  term(
    '同比',
    'against last year',
    '与上年同一个月相比；两个月的完整率都不低于 90 % 才比较',
    'against the same month of the year before; only where at least 90 % of both months is known',
  ),
  term('环比', 'against last month', '与上一个月相比，条件相同', 'against the month before, on the same condition'),
  term('累计', 'cumulated', '1 月 1 日至本月末', 'from 1 January to the end of the month'),
  term(
    '完整率',
    'known share',
    '有实测值（或短缺口插值、人工抄表）的 15 分钟时段占应有时段的比例；整月总量由表底数差得出，长时间缺口内的用量计入总量而不分到各天',
    'share of the 15-minute intervals that are measured, interpolated over a short gap or read by a person; totals are register differences, and what was used in a long gap is in the total and in no single day',
  ),
  term('估', 'estimated', '其中 1 % 以上的时段是估算值', 'at least 1 % of its intervals is an estimate'),
  term('教学日', 'teaching day', '校历中的上课日、调休上课日和考试日', 'days of lessons, make-up lessons and exams in the school calendar'),
  term(
    '每教学日平均',
    'for each teaching day',
    '全月总量 ÷ 教学日数，其他日子的用量也在总量内',
    'the total of the month ÷ teaching days; what the other days used is in it',
  ),
  term(
    '按气温和日历修正',
    'adjusted for weather and days',
    '用前十二个月逐日数据拟合的变点模型，按本月实际气温和日历推算应有用量再比较；只作参考',
    'a change-point model of the days of the twelve months before expects this month’s use from its temperatures and its calendar; for orientation',
  ),
  term(
    '度日',
    'degree days',
    '日平均气温高于 26 °C（制冷）或低于 18 °C（采暖）的部分逐日相加',
    'daily means above 26 °C (cooling) or below 18 °C (heating), summed',
  ),
  term('夜间占比', 'night share', '22:00–06:00 用电占全月用电的比例', 'electricity from 22:00 to 06:00 as a share of the month'),
  term(
    '夜间最小流量',
    'minimum night flow',
    '每夜 02:00–05:00 平均流量的中位数',
    'median of the mean flows from 02:00 to 05:00 of each night',
  ),
  term(
    '分项',
    'sub-items',
    '按电表的分项编码汇总；没有单独计量的不写 0',
    'by the item codes of the meters; what is not metered apart is not called 0',
  ),
  term(
    '总分表差',
    'balance',
    '总表减去其下一级分表之和；任一方完整率低于 95 % 时不算',
    'the main meter less the meters directly behind it; not told where less than 95 % of one of them is known',
  ),
  term(
    '综合能耗',
    'total energy',
    '电、燃气、热按当量系数折算为千克标准煤（kgce）之和，不含水和车辆用油',
    'electricity, gas and heat in kilograms of coal equivalent (kgce); without water and fuel of vehicles',
  ),
  term('碳排放', 'CO₂', '用电量 × 电网平均排放因子，只算用电', 'electricity × the mean factor of the grid; electricity only'),
  term(
    '异常损失',
    'loss',
    '异常期间高于平时的用量，按综合单价估算，不是账单金额',
    'what was used above the usual while it lasted, by a mean price; not an amount of a bill',
  ),
  term(
    '少用',
    'avoided',
    '巡查关闭后由表确认、按关闭前功率推算到开门时间的用量；没有发生，只能估算',
    'after a room was switched off, confirmed by its meter: its power before until opening; it did not happen, so it is an estimate',
  ),
  term(
    '节约',
    'saving',
    '只用于写明核算方法的措施；其他减少只写“较上年同期减少”',
    'only of measures whose method is named; all else is “less than last year”',
  ),
  term('超期', 'overdue', `上报后超过 ${OVERDUE_DAYS} 天仍未验收`, `not accepted ${OVERDUE_DAYS} days after it was reported`),
  term('在线率', 'online', '月末最后一天有数据的表占全部表的比例', 'share of the meters with data on the last day of the month'),
  term(
    '教工住房',
    'staff flats',
    '用量计入全校和所在楼栋的合计，不逐户列出',
    'in the sums of the school and of their building, never listed one by one',
  ),
];
