import { addDays, daysBetween } from '../domain/local-time.ts';

/** A month of a billing period, which begins on the day of the month on which the span begins; the last one may be cut. */
export interface MonthPiece {
  from: string;
  to: string;
  /** Days of the whole month. */
  ofDays: number;
}

/** The months of a span of local days, half open. */
export function monthPieces(from: string, to: string): MonthPiece[] {
  const pieces: MonthPiece[] = [];
  for (let count = 0, start = from; start < to; count++) {
    const next = addMonths(from, count + 1);
    pieces.push({ from: start, to: next < to ? next : to, ofDays: daysBetween(start, next).length });
    start = next;
  }
  return pieces;
}

/** Days of [from, to) that lie in a piece. */
export function daysIn(piece: MonthPiece, from: string, to: string): number {
  const start = from > piece.from ? from : piece.from;
  const end = to < piece.to ? to : piece.to;
  return start < end ? daysBetween(start, end).length : 0;
}

/** The same day of a later month; where that month is too short, its last. */
function addMonths(day: string, count: number): string {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count;
  const firstOf = (month: number) => `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`;
  const sameDay = addDays(firstOf(months), Number(day.slice(8)) - 1);
  const last = addDays(firstOf(months + 1), -1);
  return sameDay < last ? sameDay : last;
}
