/** So many numbers in a row are told as a range. */
const SHORTEST_RANGE = 3;

/**
 * Names of rooms in one breath, in the order given. A word that all numbers share is said once.
 *
 * @example joinRooms(['301', '302', '303', '306'])       // '301–303/306'
 * @example joinRooms(['301教室', '303教室'])             // '301/303教室'
 * @example joinRooms(['Classroom 301', 'Classroom 303']) // 'Classroom 301/303'
 */
export function joinRooms(names: readonly string[]): string {
  const [first, ...others] = names.map(partsOf);
  const isAlike =
    first !== undefined && others.length > 0 && others.every((one) => one?.before === first.before && one.after === first.after);
  if (!isAlike) return joinNames(names);
  const { before, after } = first;
  return `${before}${joinNames(names.map((name) => name.slice(before.length, name.length - after.length)))}${after}`;
}

function joinNames(names: readonly string[]): string {
  const parts: string[] = [];
  for (let first = 0; first < names.length; ) {
    let last = first;
    while (last + 1 < names.length && isNext(names[last]!, names[last + 1]!)) last++;
    if (last - first + 1 >= SHORTEST_RANGE) parts.push(`${names[first]}–${names[last]!.replace(/^\D+/, '')}`);
    else parts.push(...names.slice(first, last + 1));
    first = last + 1;
  }
  return parts.join('/');
}

/** The same letters, the next number, as many digits. */
function isNext(name: string, next: string): boolean {
  const [one, other] = [partsOf(name), partsOf(next)];
  return (
    one !== undefined &&
    other !== undefined &&
    one.before === other.before &&
    one.after === other.after &&
    one.digits.length === other.digits.length &&
    Number(one.digits) + 1 === Number(other.digits)
  );
}

function partsOf(name: string): { before: string; digits: string; after: string } | undefined {
  const match = /^(\D*)(\d+)(\D*)$/.exec(name);
  return match ? { before: match[1]!, digits: match[2]!, after: match[3]! } : undefined;
}
