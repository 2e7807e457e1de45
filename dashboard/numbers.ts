/**
 * A number as a person types it: 12345.6, 12,345.6, 12 345.6, １２３４５。６ on a Chinese keyboard.
 *
 * @returns undefined when it is empty or no number
 */
export function parseNumber(text: string): number | undefined {
  const plain = text
    .normalize('NFKC')
    .replaceAll('。', '.')
    .replaceAll(/[\s\u2009\u202f_]/g, '')
    .replaceAll(/,(?=\d{3}(\D|$))/g, '');
  return /^-?\d+(\.\d*)?$|^-?\.\d+$/.test(plain) ? Number(plain) : undefined;
}
