import { Chart as ChartJs } from 'chart.js';
import type { ZoomPluginOptions } from 'chartjs-plugin-zoom/types/options';
import type { Bounds } from './zoom.ts';

/** Wheel with Ctrl, a drag with the mouse, two fingers. The page still scrolls under one finger and a plain wheel. */
export const zoomOptions = (changed: (bounds: Bounds) => void): ZoomPluginOptions => ({
  limits: { x: { min: 'original', max: 'original' } },
  zoom: {
    mode: 'x',
    wheel: { enabled: true, modifierKey: 'ctrl' },
    pinch: { enabled: true },
    drag: { enabled: true, threshold: 12 },
    onZoomComplete: ({ chart }) => changed({ min: chart.scales.x!.min, max: chart.scales.x!.max }),
  },
});

let loading: Promise<void> | undefined;

/** The plug-in comes when somebody first points at a chart: it is not worth a slower first page. */
export const loadZoom = (): Promise<void> =>
  (loading ??= import('chartjs-plugin-zoom').then(({ default: plugin }) => ChartJs.register(plugin)));
