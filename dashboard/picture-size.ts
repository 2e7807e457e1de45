/** Longest side of a photo that is sent, in pixels: digits of a register stay readable, a phone's 4 MB become 300 KB. */
export const LONGEST_SIDE = 1600;
/** Width and height of a picture scaled down to the longest side; never up. */
export function fitted(width: number, height: number, longest = LONGEST_SIDE): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}
