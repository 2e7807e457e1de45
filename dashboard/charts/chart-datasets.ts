import type { ChartData, Point } from 'chart.js';
import { type ChartModel, isHatched } from './model.ts';
import { hatch, type Palette } from './palette.ts';

/** What a chart draws: bars with floating parts and bands, or lines over time. */
export type DrawnData = ChartData<'bar' | 'line', (number | [number, number] | Point | null)[]>;

/** Momentary values further apart are not joined by a line. */
const TELEMETRY_GAP_MS = 2 * 3_600_000;
const BEHIND = 3;
const BETWEEN = 2;
const FRONT = 1;
const ON_TOP = 0;

/** The datasets of a chart; the one labelled `value` comes first and is what hover and keyboard walk along. */
export function toDrawnData(model: ChartModel, palette: Palette, compact: boolean): DrawnData {
  return {
    labels: model.points.map(({ at }) => at),
    datasets: [...(model.shape === 'bars' ? bars(model, palette, compact) : lines(model, palette)), ...levels(model, palette)],
  };
}

function bars(model: ChartModel, palette: Palette, compact: boolean): DrawnData['datasets'] {
  const block = { type: 'bar', grouped: false, categoryPercentage: 1, barPercentage: compact ? 0.8 : 0.62, maxBarThickness: 44 } as const;
  if (model.beside) return besides(model, model.beside.values, palette);
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
  if (model.usual) datasets.push(...usualBand(model, model.usual, palette));
  if (model.compared) {
    datasets.push({
      ...block,
      label: 'compared',
      data: model.compared.values,
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

/** Two bars a point: filled, and outlined beside it. */
function besides({ points }: ChartModel, values: (number | null)[], palette: Palette): DrawnData['datasets'] {
  const bar = { type: 'bar', grouped: true, categoryPercentage: 0.6, barPercentage: 0.92, maxBarThickness: 64, order: FRONT } as const;
  return [
    { ...bar, label: 'value', data: points.map(({ value }) => value), backgroundColor: palette.value },
    { ...bar, label: 'beside', data: values, backgroundColor: 'transparent', borderColor: palette.ink, borderWidth: 1.5 },
  ];
}

/** Heights that change from point to point; one height for all is a line of its own (chart-config.ts). */
function levels({ against, points, grain }: ChartModel, palette: Palette): DrawnData['datasets'] {
  return (['threshold', 'baseline'] as const).flatMap((name) => {
    const level = against?.[name];
    if (level === undefined || level === null || typeof level === 'number') return [];
    const isThreshold = name === 'threshold';
    return [
      {
        type: 'line' as const,
        label: name,
        data: grain === 'instant' ? points.map(({ at }, index) => ({ x: at, y: level[index] ?? Number.NaN })) : [...level],
        borderColor: isThreshold ? palette.threshold : palette.outline,
        borderWidth: 1.5,
        borderDash: isThreshold ? [6, 4] : [2, 3],
        stepped: grain === 'instant' ? true : ('middle' as const),
        pointRadius: 0,
        pointHoverRadius: 0,
        spanGaps: false,
        order: ON_TOP,
      },
    ];
  });
}

/** The upper end of a bar, as tall as the share of its time that is estimated. */
function estimatedPart(point: ChartModel['points'][number]): [number, number] | null {
  return isHatched(point) && point.value !== null ? [point.value * (1 - point.estimated), point.value] : null;
}

/** The usual: a pale band from low to high behind the rest. */
function usualBand(
  { grain, points }: ChartModel,
  { low, high }: NonNullable<ChartModel['usual']>,
  palette: Palette,
): DrawnData['datasets'] {
  const placed = (values: (number | null)[]) =>
    grain === 'instant' ? points.map(({ at }, index) => ({ x: at, y: values[index] ?? Number.NaN })) : values;
  const edge = {
    type: 'line',
    pointRadius: 0,
    pointHoverRadius: 0,
    borderWidth: 0,
    cubicInterpolationMode: 'monotone',
    stepped: grain === 'instant',
    order: BEHIND,
  } as const;
  return [
    { ...edge, label: 'usualLow', data: placed(low) },
    { ...edge, label: 'usualHigh', data: placed(high), fill: '-1', backgroundColor: palette.usual },
  ];
}

/** Readings as points joined by a line; the step in question thick and dashed. */
function registerLine({ points, register }: ChartModel, palette: Palette): DrawnData['datasets'] {
  const { fromAt, toAt } = register!;
  const inStep = (index: number) => points[index]!.at > fromAt && points[index]!.at <= toAt;
  const isEnd = (at: number) => at === fromAt || at === toAt;
  return [
    {
      type: 'line',
      label: 'value',
      data: points.map(({ at, value }) => ({ x: at, y: value ?? Number.NaN })),
      borderColor: palette.value,
      backgroundColor: palette.value,
      borderWidth: 1.5,
      pointRadius: points.map(({ at }) => (isEnd(at) ? 5 : 2)),
      pointBackgroundColor: points.map(({ at }) => (isEnd(at) ? palette.threshold : palette.value)),
      pointBorderWidth: 0,
      pointHoverRadius: 5,
      segment: {
        borderColor: ({ p1DataIndex }) => (inStep(p1DataIndex) ? palette.threshold : undefined),
        borderDash: ({ p1DataIndex }) => (inStep(p1DataIndex) ? [5, 4] : undefined),
        borderWidth: ({ p1DataIndex }) => (inStep(p1DataIndex) ? 2.5 : undefined),
      },
      order: FRONT,
    },
  ];
}

function lines(model: ChartModel, palette: Palette): DrawnData['datasets'] {
  if (model.register) return registerLine(model, palette);
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
  if (model.usual) datasets.push(...usualBand(model, model.usual, palette));
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
