import { parseArgs } from 'node:util';
import { createCampusModel, DEMO_SITE } from './demo-campus.ts';
import { FAULT_FACTS, FAULT_KINDS, type FaultKind } from './faults/fault.ts';
import { daysOf } from './faults/fault-plan.ts';
import { singleFault } from './faults/make-fault.ts';
import { HELP, numberOf, parseInstant, SCENARIOS, UsageError, wholeOf } from './cli-options.ts';
import { dayIndexAt, minuteAt } from './physics/china-day.ts';
import { BrokerUnreachable } from './publisher.ts';
import { runLoad } from './run-load.ts';
import { runSimulator, type SimulatorOptions, type SimulatorProgress } from './run-simulator.ts';
import { SeedMismatch } from './state-file.ts';

const { values, positionals } = readArguments();
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

try {
  await run(positionals[0]);
} catch (error) {
  if (!isExpected(error)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        list: { type: 'boolean' },
        broker: { type: 'string', default: 'mqtt://127.0.0.1:1883' },
        username: { type: 'string' },
        root: { type: 'string', default: 'campus' },
        seed: { type: 'string' },
        site: { type: 'string' },
        sites: { type: 'string' },
        meters: { type: 'string' },
        months: { type: 'string' },
        live: { type: 'string' },
        since: { type: 'string' },
        truth: { type: 'string' },
        loss: { type: 'string' },
        duplicates: { type: 'string' },
        rate: { type: 'string' },
        batch: { type: 'string' },
        seconds: { type: 'string' },
        fault: { type: 'string' },
        meter: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        value: { type: 'string' },
      },
    });
  } catch (error) {
    console.error(`${(error as Error).message}\nnpm run simulate -- --help shows the options`);
    process.exit(2);
  }
}

async function run(scenario: string | undefined): Promise<void> {
  if (values.help) return console.log(HELP);
  if (values.list) return list();
  if (scenario === undefined) throw new UsageError(`which scenario? ${Object.keys(SCENARIOS).join(', ')}; --help shows the options`);
  if (!(scenario in SCENARIOS)) throw new UsageError(`unknown scenario '${scenario}'; known: ${Object.keys(SCENARIOS).join(', ')}`);
  if (positionals.length > 1) throw new UsageError(`one scenario at a time, not also '${positionals[1]}'`);
  if (scenario === 'load') return load();
  const extra = scenario === 'fault' ? { faults: faultAsked() } : {};
  return simulate({ ...common(), ...extra, demoFaults: scenario === 'campus' });
}

function common(): Omit<SimulatorOptions, 'demoFaults'> {
  return {
    ...connection(),
    months: wholeOf('--months', values.months, 14, 0, 36),
    liveMs: numberOf('--live', values.live, 60, 0, 86_400) * 1000,
    since: values.since === undefined ? undefined : parseInstant('--since', values.since, Date.now()),
    truthFile: values.truth,
    loss: numberOf('--loss', values.loss, 0.002, 0, 1),
    duplicates: numberOf('--duplicates', values.duplicates, 0.0005, 0, 1),
    historyRate: values.rate === undefined ? undefined : numberOf('--rate', values.rate, 0, 1, 1e7),
    onProgress: showProgress(),
    onConnection: (up, why) => console.error(up ? `connected to ${values.broker}` : `connection lost ${why ?? ''}; trying again`),
  };
}

function connection() {
  const count = wholeOf('--sites', values.sites, 1, 1, 1000);
  const first = values.site ?? DEMO_SITE;
  if (!/^[\p{L}\p{N}_.:-]{1,60}$/u.test(first)) throw new UsageError(`--site: '${first}' is not a site id (letters, digits, _ . : -)`);
  if (!/^(mqtts?|tcp|ssl|wss?):\/\/./.test(values.broker))
    throw new UsageError(`--broker: '${values.broker}' is not mqtt://host:port or mqtts://host:port`);
  if (/[#+\s]/.test(values.root) || values.root === '')
    throw new UsageError(`--root: '${values.root}' is not a topic without # + or spaces`);
  return {
    url: values.broker,
    username: values.username,
    password: process.env.GREENLEAF_MQTT_PASSWORD,
    root: values.root,
    seed: wholeOf('--seed', values.seed, 1, 0, 2 ** 31 - 1),
    siteIds: Array.from({ length: count }, (_, index) => (index === 0 ? first : `${first}-${index + 1}`)),
    meters: values.meters === undefined ? undefined : wholeOf('--meters', values.meters, 0, 1, 100_000),
    now: Date.now,
    firstConnectMs: 10_000,
    signal: stop.signal,
  };
}

async function simulate(options: SimulatorOptions): Promise<void> {
  const { messages, readings } = await runSimulator(options);
  console.error(`${stop.signal.aborted ? 'stopped' : 'done'}: ${readings} readings in ${messages} messages`);
}

async function load(): Promise<void> {
  const rate = numberOf('--rate', values.rate, 1000, 0.01, 1e7);
  const seconds = values.seconds === undefined ? undefined : numberOf('--seconds', values.seconds, 60, 0.1, 1e7);
  const batch = wholeOf('--batch', values.batch, 1, 1, 1000);
  let shownAt = 0;
  const onProgress = (sent: { readings: number }) => {
    if (Date.now() - shownAt < 1000) return;
    shownAt = Date.now();
    console.error(`${sent.readings} readings sent`);
  };
  const sum = await runLoad({ ...connection(), rate, batch, seconds, onProgress });
  console.error(`${sum.readings} readings in ${sum.messages} messages, ${Math.round(sum.readings / sum.seconds)} readings/s`);
}

/** The single fault of the `fault` scenario, put together once the school is known. */
function faultAsked(): SimulatorOptions['faults'] {
  const { fault, meter } = values;
  if (fault === undefined || meter === undefined)
    throw new UsageError('the fault scenario needs --fault KIND and --meter ID; --list shows both');
  if (!FAULT_KINDS.includes(fault as FaultKind)) throw new UsageError(`--fault: unknown '${fault}'; known: ${FAULT_KINDS.join(', ')}`);
  const now = Date.now();
  const kind = fault as FaultKind;
  const momentary = ['reset', 'rollover', 'exchange', 'glitch'].includes(kind);
  const usualStart = kind === 'forgotten_ac' ? minuteAt(dayIndexAt(now) - 1, 1350) : now - 86_400_000;
  const startAt = values.from === undefined ? usualStart : parseInstant('--from', values.from, now);
  const endAt = values.to === undefined ? (momentary ? startAt + 15 * 60_000 : null) : parseInstant('--to', values.to, now);
  if (endAt !== null && endAt <= startAt)
    throw new UsageError(`--to: ${new Date(endAt).toISOString()} is not after --from ${new Date(startAt).toISOString()}`);
  if (kind === 'late_backfill' && endAt === null) throw new UsageError('late_backfill needs --to: when the readings arrive');
  const value = values.value === undefined ? undefined : numberOf('--value', values.value, 0, -1e9, 1e9);
  return (model) => [singleFault(model, kind, meter, { startAt, endAt }, value, daysOf(model))];
}

function list(): void {
  console.log('scenarios');
  for (const [name, what] of Object.entries(SCENARIOS)) console.log(`  ${name.padEnd(16)} ${what}`);
  console.log('\nfaults (unit of --value, usual value)');
  for (const kind of FAULT_KINDS) {
    const { what, unit, value } = FAULT_FACTS[kind];
    console.log(`  ${kind.padEnd(16)} ${what} (${unit}, ${value})`);
  }
  console.log('\nmeters');
  const { plan } = createCampusModel({
    seed: 1,
    meters: values.meters === undefined ? undefined : wholeOf('--meters', values.meters, 0, 1, 100_000),
  });
  for (const { id, nameEn, role } of plan.meters) console.log(`  ${id.padEnd(16)} ${role.padEnd(20)} ${nameEn ?? ''}`);
}

/** One line a week of history, then one a minute: a log that can be read. */
function showProgress(): (progress: SimulatorProgress) => void {
  let liveSince = 0;
  return ({ phase, site, readings, sent, total }) => {
    if (phase === 'computing') console.error(`${site}: computing`);
    if (phase === 'history') console.error(`${site}: history ${sent} of ${total} messages, ${readings} readings`);
    if (phase === 'live' && Date.now() - liveSince > 60_000) {
      liveSince = Date.now();
      console.error(`${site}: live, ${readings} readings so far`);
    }
  };
}

function isExpected(error: unknown): error is Error {
  return [UsageError, BrokerUnreachable, SeedMismatch, RangeError, SyntaxError].some((kind) => error instanceof kind);
}
