import { FONT } from './fonts.ts';

/** Pieces of a small drawing, for print without colour. */

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const n = (value: number) => String(Math.round(value * 100) / 100);

export const svgOf = (width: number, height: number, parts: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${parts.join('')}</svg>`;

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const svgBar = ({ x, y, width, height }: Box, fill: string): string =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}"/>`;

/** What is estimated: an outline with slanted lines, which a copier keeps apart from a filled bar. */
export function svgHatched({ x, y, width, height }: Box, ink: string): string {
  const lines: string[] = [];
  const step = 2.5;
  for (let from = -width; from < height; from += step) {
    // The line from (0, from) rising to (width, from + width), cut to the box.
    const start = Math.max(0, -from);
    const end = Math.min(width, height - from);
    if (end > start) lines.push(`M${n(x + start)} ${n(y + height - from - start)}L${n(x + end)} ${n(y + height - from - end)}`);
  }
  return `<path d="M${n(x)} ${n(y)}h${n(width)}v${n(height)}h${n(-width)}z${lines.join('')}" fill="none" stroke="${ink}" stroke-width="0.5"/>`;
}

export const svgPath = (d: string, ink: string, width: number): string =>
  `<path d="${d}" fill="none" stroke="${ink}" stroke-width="${n(width)}"/>`;

export const svgText = (x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end', size = 6): string =>
  `<text x="${n(x)}" y="${n(y)}" font-family="${FONT}" font-size="${size}" fill="#444444" text-anchor="${anchor}">${escape(text)}</text>`;
