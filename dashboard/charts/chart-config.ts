import type { ChartOptions } from 'chart.js';
import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import type { LocalTime } from '../../domain/local-time.ts';
import { formatNumber, formatValue } from '../format.ts';
import { type ChartModel, indexAt, type Shade } from './model.ts';
import type { Palette } from './palette.ts';
import { chooseTicks, wholeHours } from './ticks.ts';
import type { Bounds } from './zoom.ts';
import { zoomOptions } from './zoom-plugin.ts';

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
  /** Words for the heights that the values are held against. */
  levelNames: { threshold: string; baseline: string };
  openAlert(alertId: string): void;
  /** What is in sight; absent: all. */
  bounds?: Bounds | undefined;
  /** The hand looked closer, or wider. Absent: it cannot. */
  zoomed?: ((bounds: Bounds) => void) | undefined;
}

/** Room for one label of the time axis. */
const LABEL_PX = 58;

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
      zoom: settings.zoomed ? zoomOptions(settings.zoomed) : { zoom: {} },
    },
  };
}

function timeAxis(model: ChartModel, { palette, compact, local, tickOf, bounds }: DrawSettings): NonNullable<DrawnOptions['scales']>['x'] {
  const limitOf = (axis: { width: number }) => Math.max(2, Math.floor(axis.width / LABEL_PX));
  const ticks = { color: palette.soft, font: { family: palette.font, size: 12 }, maxRotation: 0, autoSkip: false, display: !compact };
  const border = { color: palette.axis };
  if (model.grain === 'instant') {
    return {
      type: 'time',
      ...bounds,
      adapters: { date: { zone: local.timeZone } },
      grid: { display: true, drawOnChartArea: false, color: palette.axis },
      border,
      ticks: { ...ticks, callback: (value) => tickOf(Number(value)) },
      // The scale's own ticks fall on odd minutes when the series does not begin on a whole hour.
      afterBuildTicks: (axis) => {
        axis.ticks = chooseTicks(wholeHours(axis.min, axis.max, local), 'instant', limitOf(axis), local).map((value) => ({ value }));
      },
    };
  }
  const instants = model.points.map(({ at }) => at);
  return {
    type: 'category',
    ...bounds,
    offset: true,
    grid: { display: false },
    border,
    ticks: { ...ticks, callback: (value) => tickOf(instants[Number(value)]!) },
    afterBuildTicks: (axis) => {
      const inSight = instants.slice(axis.min, axis.max + 1);
      const chosen = new Set(compact ? [] : chooseTicks(inSight, model.grain, limitOf(axis), local));
      axis.ticks = axis.ticks.filter(({ value }) => chosen.has(instants[value]!));
    },
  };
}

function valueAxis(model: ChartModel, { palette, compact, top }: DrawSettings): NonNullable<DrawnOptions['scales']>['y'] {
  const highest = top ?? model.clipAt;
  return {
    type: 'linear',
    beginAtZero: model.unit !== '°C' && !model.register,
    ...(highest === undefined ? { grace: model.register ? 0 : '4%' } : { max: highest }),
    display: !compact,
    grid: { color: palette.grid, drawTicks: false },
    border: { display: false },
    title: { display: !compact, text: model.unit, color: palette.soft, font: { family: palette.font, size: 12 }, padding: 0 },
    ticks: {
      color: palette.soft,
      font: { family: palette.font, size: 12 },
      padding: 6,
      maxTicksLimit: 5,
      ...(model.isCount ? { precision: 0 } : {}),
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
      backgroundColor: shade.kind === 'alert' || shade.kind === 'step' ? palette.alert : palette.shade,
    };
  }
  for (const name of ['baseline', 'threshold'] as const) {
    const level = model.against?.[name];
    if (typeof level === 'number') all[name] = levelLine(name, level, model, settings);
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

/** One height across the chart, named on the line itself. Small multiples have no room for its name. */
function levelLine(name: 'threshold' | 'baseline', value: number, { unit }: ChartModel, settings: DrawSettings): AnnotationOptions {
  const { palette, compact, levelNames } = settings;
  const color = name === 'threshold' ? palette.threshold : palette.outline;
  return {
    type: 'line',
    scaleID: 'y',
    value,
    borderColor: color,
    borderWidth: compact ? 1 : 1.5,
    borderDash: name === 'threshold' ? [6, 4] : [2, 3],
    label: {
      display: !compact,
      content: `${levelNames[name]} ${formatValue(value, unit)}`,
      position: name === 'threshold' ? 'start' : 'end',
      yAdjust: -10,
      padding: 2,
      color,
      backgroundColor: palette.raised,
      font: { family: palette.font, size: 12, weight: 'normal' },
    },
  };
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
