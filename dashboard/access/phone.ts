/** As a person types it: spaces and dashes go. Null: none. */
export function toPhone(typed: string): string | null {
  const digits = typed.normalize('NFKC').replaceAll(/[\s()-]/g, '');
  return digits === '' ? null : digits;
}

/** Whether it cannot be a phone number. */
export const phoneTrouble = (typed: string): boolean => {
  const phone = toPhone(typed);
  return phone !== null && !/^\+?\d{5,15}$/.test(phone);
};
