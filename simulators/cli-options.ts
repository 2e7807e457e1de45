/** Options that do not fit together; the message is for the person at the keyboard. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const SCENARIOS = {
  campus: 'the demo school with its faults: fourteen months back, then live',
  clean: 'the same school, nothing wrong with it: the control',
  fault: 'the clean school with one fault on one meter (--fault, --meter)',
  load: 'many readings at a fixed rate, without history',
} as const;

export const HELP = `npm run simulate -- SCENARIO [options]

Simulates boarding schools and publishes their meters over MQTT, as <root>/<site>/<meter>.

Scenarios
${Object.entries(SCENARIOS)
  .map(([name, what]) => `  ${name.padEnd(10)} ${what}`)
  .join('\n')}

Schools
  --seed N          same seed, same readings (1)
  --site ID         id of the (first) site (greenleaf)
  --sites N         number of schools: ID, ID-2, ID-3, … (1)
  --meters N        meters of each school (the demo school has 110; 4 to 546)
  --list            scenarios, faults and meters

Broker
  --broker URL      (mqtt://127.0.0.1:1883)
  --username NAME   password: environment variable GREENLEAF_MQTT_PASSWORD
  --root TOPIC      first level of the topics (campus)

campus, clean, fault
  --months N        history before now, 0 to 36 (14)
  --live SECONDS    time between live readings; 0 stops after the history (60)
  --since INSTANT   publish only what comes after it
  --truth FILE      write what is really wrong as JSON; an existing file is gone on with
  --rate R          at most R readings a second of history (as fast as the broker takes them)
  --loss SHARE      readings that get lost, 0 to 1 (0.002)
  --duplicates SHARE  readings that come twice, 0 to 1 (0.0005)

fault
  --fault KIND --meter ID [--from INSTANT] [--to INSTANT] [--value N]

load
  --rate R          readings a second, all meters together (1000)
  --batch N         readings of one meter in a message, up to 1000 (1)
  --seconds S       stop after this time

Instants: 2026-11-20T22:30 (school time), 2026-11-20T14:30:00Z, now, or so long ago: 3d, 2h, 90m
`;

export function numberOf(option: string, text: string | undefined, fallback: number, min: number, max: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < min || value > max) {
    throw new UsageError(`${option}: '${text}' is not a number from ${min} to ${max}`);
  }
  return value;
}

export function wholeOf(option: string, text: string | undefined, fallback: number, min: number, max: number): number {
  const value = numberOf(option, text, fallback, min, max);
  if (!Number.isInteger(value)) throw new UsageError(`${option}: '${text}' is not a whole number`);
  return value;
}

const AGO_MS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** An instant: ISO with offset, ISO without one (school time, +08:00), `now`, or so long ago: `3d`, `2h`, `90m`. Epoch ms. */
export function parseInstant(option: string, text: string, now: number): number {
  if (text === 'now') return now;
  const ago = /^(\d+)([mhd])$/.exec(text);
  if (ago) return now - Number(ago[1]) * AGO_MS[ago[2]!]!;
  const hasOffset = /(Z|[+-]\d\d:\d\d)$/.test(text);
  const at = /^\d{4}-\d\d-\d\d(T\d\d:\d\d)?/.test(text)
    ? Date.parse(hasOffset ? text : `${text.length === 10 ? `${text}T00:00` : text}+08:00`)
    : Number.NaN;
  if (Number.isNaN(at))
    throw new UsageError(`${option}: '${text}' is not an instant such as 2026-11-20T22:30, now, or 3d (three days ago)`);
  return at;
}
