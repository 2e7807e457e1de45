import type { ChartData, ChartOptions, Point } from 'chart.js';
import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import type { LocalTime } from '../../domain/local-time.ts';
import { formatNumber, formatValue } from '../format.ts';
import { type ChartModel, indexAt, isHatched, type Shade } from './model.ts';
import { hatch, type Palette } from './palette.ts';
import { chooseTicks, quarterHours } from './ticks.ts';

/** What a chart draws: bars with floating bands, or lines over time. */
type Drawn = number | [number, number] | Point | null;
export type DrawnData = ChartData<'bar' | 'line', Drawn[]>;
export type DrawnOptions = ChartOptions<'bar' | 'line'>;

export interface DrawSettings {
  palette: Palette;
  local: LocalTime;
  /** Small multiples: no axes but a base line, a common top. */
  compact: boolean;
  top?: number | undefined;
  /** Label of a point on the time axis. */
  tickOf(at: number): string;
  /** Lines of the hover box: when, then what. */
  titleOf(index: number): string;
  linesOf(index: number): string[];
  thresholdLabel: string;
  openAlert(alertId: string): void;
}

/** Momentary values further apart are not joined by a line. */
const TELEMETRY_GAP_MS = 2 * 3_600_000;
/** Room for one label of the time axis. */
const LABEL_PX = 58;
const BEHIND = 3;
const BETWEEN = 2;
const FRONT = 1;
const ON_TOP = 0;

export function toDrawnData(model: ChartModel, { palette, compact }: DrawSettings): DrawnData {
  return {
    labels: model.points.map(({ at }) => at),
    datasets: model.shape === 'bars' ? bars(model, palette, compact) : lines(model, palette),
  };
}

function bars(model: ChartModel, palette: Palette, compact: boolean): DrawnData['datasets'] {
  const block = { type: 'bar', grouped: false, categoryPercentage: 1, barPercentage: compact ? 0.8 : 0.62, maxBarThickness: 44 } as const;
  const datasets: DrawnData['datasets'] = [
    {
      ...block,
      label: 'value',
      data: model.points.map(({ value }) => value),
      backgroundColor: palette.value,
      order: FRONT,
      minBarLength: 1,
    },
  ];
  if (model.points.some(isHatched)) {
    datasets.push({
      ...block,
      label: 'estimated',
      data: model.points.map((point) => estimatedPart(point)),
      backgroundColor: hatch(palette.value, palette.raised),
      borderColor: palette.value,
      borderWidth: 1,
      borderSkipped: false,
      order: ON_TOP,
    });
  }
  if (model.usual) datasets.push(...usualBand(model.usual, palette));
  if (model.lastYear) {
    datasets.push({
      ...block,
      label: 'lastYear',
      data: model.lastYear,
      backgroundColor: 'transparent',
      borderColor: palette.outline,
      borderWidth: 1.5,
      order: BETWEEN,
      barPercentage: 0.84,
      maxBarThickness: 58,
    });
  }
  return datasets;
}

/** The upper end of a bar, as tall as the share of its time that is estimated. */
function estimatedPart(point: ChartModel['points'][number]): [number, number] | null {
  return isHatched(point) && point.value !== null ? [point.value * (1 - point.estimated), point.value] : null;
}

/** The usual: a pale band from low to high behind the bars. */
function usualBand({ low, high }: NonNullable<ChartModel['usual']>, palette: Palette): DrawnData['datasets'] {
  const edge = {
    type: 'line',
    pointRadius: 0,
    pointHoverRadius: 0,
    borderWidth: 0,
    cubicInterpolationMode: 'monotone',
    order: BEHIND,
  } as const;
  return [
    { ...edge, label: 'usualLow', data: low },
    { ...edge, label: 'usualHigh', data: high, fill: '-1', backgroundColor: palette.usual },
  ];
}

function lines(model: ChartModel, palette: Palette): DrawnData['datasets'] {
  const instant = model.grain === 'instant';
  const datasets: DrawnData['datasets'] = [
    {
      type: 'line',
      label: 'value',
      data: instant ? model.points.map(({ at, value }) => ({ x: at, y: value ?? Number.NaN })) : model.points.map(({ value }) => value),
      borderColor: palette.value,
      backgroundColor: palette.value,
      borderWidth: 2,
      borderJoinStyle: 'round',
      stepped: instant,
      spanGaps: false,
      pointRadius: model.points.map((_, index) => (isAlone(model.points, index) ? 2 : 0)),
      pointHoverRadius: 4,
      segment: { borderDash: ({ p0DataIndex }) => (isHatched(model.points[p0DataIndex]!) ? [3, 4] : undefined) },
      order: FRONT,
    },
  ];
  if (model.telemetry) {
    datasets.push({
      type: 'line',
      label: 'telemetry',
      data: model.telemetry.map(({ at, value }) => ({ x: at, y: value })),
      borderColor: palette.outline,
      borderWidth: 1,
      pointRadius: 0,
      pointHoverRadius: 0,
      spanGaps: TELEMETRY_GAP_MS,
      order: BETWEEN,
    });
  }
  return datasets;
}

/** A value between two gaps has no line to show it. */
function isAlone(points: ChartModel['points'], index: number): boolean {
  return points[index]!.value !== null && (points[index - 1]?.value ?? null) === null && (points[index + 1]?.value ?? null) === null;
}

export function toDrawnOptions(model: ChartModel, settings: DrawSettings): DrawnOptions {
  const { palette, compact } = settings;
  const font = { family: palette.font, size: 12 };
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    events: compact ? ['mousemove', 'mouseout', 'touchstart'] : ['mousemove', 'mouseout', 'click', 'touchstart', 'touchmove'],
    interaction: { mode: 'index', intersect: false, axis: 'x' },
    layout: { padding: compact ? 0 : { top: 8, right: 4 } },
    scales: { x: timeAxis(model, settings), y: valueAxis(model, settings) },
    plugins: {
      legend: { display: false },
      tooltip: {
        filter: ({ dataset }) => dataset.label === 'value',
        displayColors: false,
        backgroundColor: palette.ink,
        titleColor: palette.raised,
        bodyColor: palette.raised,
        titleFont: { ...font, weight: 'normal' },
        bodyFont: { ...font, size: 13 },
        cornerRadius: 4,
        caretSize: 0,
        padding: 8,
        callbacks: {
          title: ([first]) => (first ? settings.titleOf(first.dataIndex) : ''),
          label: ({ dataIndex }) => settings.linesOf(dataIndex),
        },
      },
      annotation: { annotations: annotations(model, settings) },
    },
  };
}

function timeAxis(model: ChartModel, { palette, compact, local, tickOf }: DrawSettings): NonNullable<DrawnOptions['scales']>['x'] {
  const limitOf = (axis: { width: number }) => Math.max(2, Math.floor(axis.width / LABEL_PX));
  const ticks = { color: palette.soft, font: { family: palette.font, size: 12 }, maxRotation: 0, autoSkip: false, display: !compact };
  const border = { color: palette.axis };
  if (model.grain === 'instant') {
    return {
      type: 'time',
      adapters: { date: { zone: local.timeZone } },
      grid: { display: true, drawOnChartArea: false, color: palette.axis },
      border,
      ticks: { ...ticks, callback: (value) => tickOf(Number(value)) },
      // The scale's own ticks fall on odd minutes when the series does not begin on a whole hour.
      afterBuildTicks: (axis) => {
        axis.ticks = chooseTicks(quarterHours(axis.min, axis.max), 'instant', limitOf(axis), local).map((value) => ({ value }));
      },
    };
  }
  const instants = model.points.map(({ at }) => at);
  return {
    type: 'category',
    offset: true,
    grid: { display: false },
    border,
    ticks: { ...ticks, callback: (value) => tickOf(instants[Number(value)]!) },
    afterBuildTicks: (axis) => {
      const chosen = new Set(compact ? [] : chooseTicks(instants, model.grain, limitOf(axis), local));
      axis.ticks = axis.ticks.filter(({ value }) => chosen.has(instants[value]!));
    },
  };
}

function valueAxis(model: ChartModel, { palette, compact, top }: DrawSettings): NonNullable<DrawnOptions['scales']>['y'] {
  const highest = top ?? model.clipAt;
  return {
    type: 'linear',
    beginAtZero: model.unit !== '°C',
    ...(highest === undefined ? { grace: '4%' } : { max: highest }),
    display: !compact,
    grid: { color: palette.grid, drawTicks: false },
    border: { display: false },
    title: { display: !compact, text: model.unit, color: palette.soft, font: { family: palette.font, size: 12 }, padding: 0 },
    ticks: {
      color: palette.soft,
      font: { family: palette.font, size: 12 },
      padding: 6,
      maxTicksLimit: 5,
      callback: (value) => formatTick(Number(value)),
    },
  };
}

function formatTick(value: number): string {
  const decimals = Number.isInteger(value) ? 0 : Math.abs(value) >= 1 ? 1 : 2;
  return formatNumber(value, decimals);
}

function annotations(model: ChartModel, settings: DrawSettings): Record<string, AnnotationOptions> {
  const { palette } = settings;
  const all: Record<string, AnnotationOptions> = {};
  for (const [index, shade] of model.shades.entries()) {
    const edges = edgesOf(model, shade);
    if (!edges) continue;
    all[`shade${index}`] = {
      type: 'box',
      drawTime: 'beforeDatasetsDraw',
      ...edges,
      borderWidth: 0,
      backgroundColor: shade.kind === 'alert' ? palette.alert : palette.shade,
    };
  }
  if (model.threshold !== undefined) {
    all.threshold = {
      type: 'line',
      scaleID: 'y',
      value: model.threshold,
      borderColor: palette.threshold,
      borderWidth: 1.5,
      borderDash: [6, 4],
      label: {
        display: true,
        content: `${settings.thresholdLabel} ${formatValue(model.threshold, model.unit)}`,
        position: 'start',
        yAdjust: -10,
        padding: 2,
        color: palette.threshold,
        backgroundColor: palette.raised,
        font: { family: palette.font, size: 12, weight: 'normal' },
      },
    };
  }
  for (const [index, mark] of model.marks.entries()) {
    const x = placeOf(model, mark.at);
    if (x === null) continue;
    all[`mark${index}`] = {
      type: 'point',
      xValue: x,
      yValue: 0,
      pointStyle: 'triangle',
      radius: 6,
      backgroundColor: palette.ink,
      borderColor: palette.raised,
      borderWidth: 1.5,
      yAdjust: -6,
      click: () => settings.openAlert(mark.alertId),
    };
  }
  return all;
}

/** Where a span begins and ends on the axis: instants on a time axis, half steps between bars. */
function edgesOf(model: ChartModel, { fromAt, toAt }: Shade): { xMin: number; xMax: number } | null {
  const { points } = model;
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || toAt <= first.at || fromAt > last.at) return null;
  if (model.grain === 'instant') return { xMin: Math.max(fromAt, first.at), xMax: Math.min(toAt, last.at) };
  const xMin = Math.max(0, indexAt(points, fromAt)) - 0.5;
  const xMax = indexAt(points, toAt - 1) + 0.5;
  return { xMin, xMax };
}

function placeOf(model: ChartModel, at: number): number | null {
  if (model.grain === 'instant') return at;
  const index = indexAt(model.points, at);
  return index < 0 ? null : index;
}
