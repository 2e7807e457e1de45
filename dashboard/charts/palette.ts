import type { Medium } from '../../domain/medium.ts';

/** Colours of the theme in force, read from the style sheet: one place decides. */
export interface Palette {
  value: string;
  outline: string;
  usual: string;
  ink: string;
  soft: string;
  grid: string;
  axis: string;
  raised: string;
  shade: string;
  alert: string;
  threshold: string;
  font: string;
}

export function readPalette(medium: Medium): Palette {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    value: colour(medium),
    outline: colour('ink-faint'),
    usual: colour('usual'),
    ink: colour('ink'),
    soft: colour('ink-soft'),
    grid: colour('hairline'),
    axis: colour('rule'),
    raised: colour('raised'),
    shade: colour('shade'),
    alert: colour('alert-shade'),
    threshold: colour('today'),
    font: colour('font'),
  };
}

/** Diagonal lines in a colour: an estimate. Falls back to the plain colour where a canvas gives no pattern. */
export function hatch(colour: string, ground: string): CanvasPattern | string {
  const size = 6;
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const draw = tile.getContext('2d');
  if (!draw) return colour;
  draw.fillStyle = ground;
  draw.fillRect(0, 0, size, size);
  draw.strokeStyle = colour;
  draw.lineWidth = 1.6;
  for (const offset of [-size, 0, size]) {
    draw.beginPath();
    draw.moveTo(offset, size);
    draw.lineTo(offset + size, 0);
    draw.stroke();
  }
  return draw.createPattern(tile, 'repeat') ?? colour;
}
