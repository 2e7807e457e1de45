import { useI18n } from 'vue-i18n';
import { DASH, formatChange, formatNumber, formatShare, formatValue, GAP } from '../format.ts';
import { useSession } from '../session.ts';
import { type ChartModel, FULL_COVERAGE, isHatched, levelAt } from './model.ts';

/** How a chart speaks: labels of its time axis, the lines of its hover box, the times of its table. */
export function useChartWords() {
  const { t } = useI18n();
  const session = useSession();

  function tickOf(model: ChartModel, at: number): string {
    const { time } = session;
    if (model.grain === 'month') return monthTick(time.dayOf(at));
    if (model.grain === 'day') return time.shortDay(time.dayOf(at));
    const clock = time.clock(at);
    return clock === '00:00' && !isOneDay(model) ? time.shortDay(time.dayOf(at)) : clock;
  }

  /** January carries the year; the others are a number. */
  function monthTick(day: string): string {
    const month = Number(day.slice(5, 7));
    if (session.locale === 'en') return month === 1 ? day.slice(0, 4) : session.time.month(day).slice(0, 3);
    return month === 1 ? `${day.slice(0, 4)}年` : `${month}月`;
  }

  const isOneDay = ({ points }: ChartModel) => points.length > 0 && points.at(-1)!.at - points[0]!.at <= 86_400_000;

  function whenOf(model: ChartModel, at: number): string {
    const day = session.time.dayOf(at);
    if (model.grain === 'month') return session.time.month(day);
    if (model.grain === 'day') return session.time.day(day);
    if (model.isClock) return session.time.clock(at);
    return `${session.time.day(day)} ${session.time.clock(at)}`;
  }

  function linesOf(model: ChartModel, index: number): string[] {
    const point = model.points[index]!;
    if (model.register && point.value !== null) return [`${formatNumber(point.value, model.register.decimals)}${GAP}${model.unit}`];
    if (model.beside) {
      const [name, other] = model.beside.names;
      return [`${name} ${point.value ?? DASH}`, `${other} ${model.beside.values[index] ?? DASH}`];
    }
    const lines = [point.value === null ? t('chart.absent') : formatValue(point.value, model.unit)];
    const usual = model.usual;
    if (usual?.low[index] != null && usual.high[index] != null) {
      lines.push(t('chart.usualRange', { low: formatValue(usual.low[index], ''), high: formatValue(usual.high[index], model.unit) }));
    }
    for (const name of ['threshold', 'baseline'] as const) {
      const level = levelAt(model.against?.[name] ?? null, index);
      if (level !== null) lines.push(`${t(`chart.${name}`)} ${formatValue(level, model.unit)}`);
    }
    const before = model.compared?.values[index] ?? null;
    if (before !== null) {
      const change = point.running ? null : formatChange(point.value, before);
      lines.push(`${t(`comparison.${model.compared!.by}`)} ${formatValue(before, model.unit)}${change === null ? '' : `  ${change}`}`);
    }
    if (point.running) lines.push(t('chart.running'));
    if (point.quality && point.value !== null) lines.push(t(`quality.${point.quality}`));
    else if (isHatched(point)) lines.push(t('chart.estimatedShare', { share: formatShare(point.estimated) }));
    if (!point.running && !point.quality && point.value !== null && point.coverage < FULL_COVERAGE) {
      lines.push(t('chart.coverageShare', { share: formatShare(point.coverage) }));
    }
    return lines;
  }

  return {
    tickOf,
    linesOf,
    whenOf,
    titleOf: (model: ChartModel, index: number) => whenOf(model, model.points[index]!.at),
    /** Full date in the site's zone, for tables and files. */
    exactOf(model: ChartModel, at: number): string {
      const full = session.time.full(at);
      if (model.isClock) return full.slice(11, 16);
      return full.slice(0, { month: 7, day: 10, hour: 16, instant: 19 }[model.grain]);
    },
  };
}
