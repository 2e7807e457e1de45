/** What ties a number to the reason below its table: ① to ⑳, then (21). */
export const noteSign = (number: number): string => (number <= 20 ? String.fromCodePoint(0x245f + number) : `(${number})`);
