import { counted } from '../../alerts/digest/amounts.ts';
import type { Sentence } from '../../domain/words.ts';
import { amountText, coverageText, percentText } from './number-words.ts';
import type { MonthReport } from './schema.ts';

type Told = Omit<MonthReport, 'summary' | 'causes' | 'changes'>;

/** Degree days that differ by less explain nothing. */
const MIN_DEGREE_DAYS = 10;
/** Months that are known better than this are not said to be incomplete. */
const GOOD_COVERAGE = 0.98;
/** Buildings whose change is at least this share of the school's last year. */
const MIN_BUILDING_SHARE = 0.005;

/** What the data itself says about why the month differs. Whoever guesses does so in the remarks. */
export function causesOf(report: Told): MonthReport['causes'] {
  const found = [
    teachingDays(report),
    degreeDays(report),
    ...buildings(report),
    losses(report, 'kWh'),
    losses(report, 'm³'),
    coverage(report),
  ];
  return found.flatMap((text) => (text ? [{ text, basis: 'data' as const }] : []));
}

function teachingDays({ days: { teaching } }: Told): Sentence | null {
  const more = teaching.month - teaching.lastYear;
  if (more === 0) return null;
  const [zh, en] = more > 0 ? ['多', 'more'] : ['少', 'fewer'];
  return {
    zh: `教学日比上年同期${zh} ${Math.abs(more)} 天（${teaching.month} 天，上年同期 ${teaching.lastYear} 天）。`,
    en: `${Math.abs(more)} ${en} teaching ${Math.abs(more) === 1 ? 'day' : 'days'} than in the same month last year (${teaching.month} against ${teaching.lastYear}).`,
  };
}

function degreeDays({ weather }: Told): Sentence | null {
  const parts = [
    { of: weather.coolingDegreeDays, zh: '制冷度日', en: 'cooling degree days' },
    { of: weather.heatingDegreeDays, zh: '采暖度日', en: 'heating degree days' },
  ].flatMap(({ of: { month, lastYear }, zh, en }) =>
    month === null || lastYear === null || Math.abs(month - lastYear) < MIN_DEGREE_DAYS
      ? []
      : [
          {
            zh: `${zh} ${amountText(month)}（上年同期 ${amountText(lastYear)}）`,
            en: `${en} ${amountText(month)} (last year ${amountText(lastYear)})`,
          },
        ],
  );
  if (parts.length === 0) return null;
  return { zh: `天气不同：${parts.map(({ zh }) => zh).join('，')}。`, en: `Another weather: ${parts.map(({ en }) => en).join(', ')}.` };
}

/** The buildings whose electricity rose and fell most against last year. */
function buildings({ buildings: rows, indicators }: Told): Sentence[] {
  const total = Number(indicators.find(({ code }) => code === 'electricity')?.lastYear.value ?? 0);
  const changes = rows.flatMap(({ name, nameEn, electricity, yoy }) => {
    if (yoy === null || electricity.value === null || yoy === -1) return [];
    const now = Number(electricity.value);
    return [{ name, nameEn, yoy, more: now - now / (1 + yoy) }];
  });
  const ranked = changes.filter(({ more }) => Math.abs(more) >= MIN_BUILDING_SHARE * total).toSorted((a, b) => b.more - a.more);
  const [most, least] = [ranked.at(0), ranked.at(-1)];
  return [
    ...(most && most.more > 0
      ? [
          {
            zh: `用电增加最多的是${most.name}：较上年同期增加 ${amountText(most.more)} kWh（${percentText(most.yoy)}）。`,
            en: `Electricity rose most in ${most.nameEn}: ${amountText(most.more)} kWh more than in the same month last year (${percentText(most.yoy)}).`,
          },
        ]
      : []),
    ...(least && least.more < 0
      ? [
          {
            zh: `用电减少最多的是${least.name}：较上年同期减少 ${amountText(-least.more)} kWh（${percentText(least.yoy)}）。`,
            en: `Electricity fell most in ${least.nameEn}: ${amountText(-least.more)} kWh less than in the same month last year (${percentText(least.yoy)}).`,
          },
        ]
      : []),
  ];
}

function losses({ anomalies }: Told, unit: 'kWh' | 'm³'): Sentence | null {
  const rows = anomalies.rows.filter(({ loss }) => loss?.unit === unit);
  const sum = rows.reduce((total, { loss }) => total + Number(loss!.amount), 0);
  const [first] = rows;
  if (!first || sum <= 0) return null;
  return {
    zh: `${rows.length} 处异常共多用约 ${amountText(sum)} ${unit}（估），最多的在${first.place.zh}：约 ${amountText(first.loss!.amount)} ${unit}。`,
    en: `${counted(rows.length, 'anomaly', 'anomalies')} used about ${amountText(sum)} ${unit} too much (estimated), most of it in ${first.place.en}: about ${amountText(first.loss!.amount)} ${unit}.`,
  };
}

function coverage({ indicators }: Told): Sentence | null {
  const parts = indicators.flatMap(({ code, name, month, lastYear }) => {
    if (code !== 'electricity' && code !== 'water') return [];
    if (month.coverage === null || lastYear.coverage === null) return [];
    if (month.coverage >= GOOD_COVERAGE && lastYear.coverage >= GOOD_COVERAGE) return [];
    const [now, before] = [coverageText(month.coverage), coverageText(lastYear.coverage)];
    return [{ zh: `${name.zh} ${now}（上年同期 ${before}）`, en: `${name.en.toLowerCase()} ${now} (last year ${before})` }];
  });
  if (parts.length === 0) return null;
  return {
    zh: `数据不全影响同比：完整率${parts.map(({ zh }) => zh).join('，')}。`,
    en: `Missing data acts on the comparison; known: ${parts.map(({ en }) => en).join(', ')}.`,
  };
}
