import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { compareWithAims } from './aims.ts';
import { REAL_PARTS, partsIn } from './real-parts.ts';
import { runTasks, type Task, taskName } from './run-parts.ts';
import { SCENARIOS, type ScenarioName } from './scenarios.ts';
import { isFound, summarizeCauses, summarizeRules } from './summary.ts';
import { toMarkdown, toTables, toText } from './tables.ts';

const PARTS = [...Object.keys(SCENARIOS), ...Object.keys(REAL_PARTS)];
/** Rules were tuned on seeds 1 to 19. */
const FIRST_EVALUATION_SEED = 101;
const DEFAULT_NIGHTS = 364;

const HELP = `How well the rules find what is wrong, and how often they cry wolf: on simulated schools whose faults are known, and on
real series with and without faults put in (docs/detection.md).

  npm run -s evaluate -- [--data DIR] [--only PART,…] [--nights N] [--seeds A,B] [--no-weather] [--json | --markdown]

--data     folder of real series; without it only simulated schools are judged
--only     parts: ${PARTS.join(', ')}
--nights   nights of each simulated school, from 1 September on (default ${DEFAULT_NIGHTS})
--seeds    of the simulated schools (default 101,102; 1 to 19 are for tuning)
--no-weather   the rules know no outdoor temperature
--jobs     parts at once (default: one a core)`;

class UsageError extends Error {}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      only: { type: 'string' },
      nights: { type: 'string', default: String(DEFAULT_NIGHTS) },
      seeds: { type: 'string', default: '101,102' },
      jobs: { type: 'string', default: String(availableParallelism()) },
      'no-weather': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const startedAt = performance.now();
  const options = {
    seeds: values.seeds.split(',').map((seed) => wholeNumber('--seeds', seed)),
    nights: wholeNumber('--nights', values.nights),
    hasWeather: !values['no-weather'],
    only: values.only?.split(',') ?? PARTS,
  };
  for (const part of options.only) if (!PARTS.includes(part)) throw new UsageError(`--only: unknown '${part}'; known: ${PARTS.join(', ')}`);
  const tasks = tasksOf(options, values.data);
  if (tasks.length === 0) throw new UsageError('nothing to evaluate: real series need --data DIR');
  const progress = createProgress(process.stderr.isTTY, tasks.length);
  const results = await runTasks(tasks, wholeNumber('--jobs', values.jobs), (task, done) => progress(taskName(task), done));
  const aims = compareWithAims(results);
  const about = {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.version}`,
    ...options,
    isBlind: options.seeds.every((seed) => seed >= FIRST_EVALUATION_SEED),
    seconds: Math.round((performance.now() - startedAt) / 1000),
  };
  if (values.json) {
    const parts = results.map(({ said, truths, ...part }) => ({
      ...part,
      rules: summarizeRules([{ ...part, said, truths }]),
      causes: summarizeCauses([{ ...part, said, truths }]),
      missed: truths.filter((truth) => truth.isFindable && !isFound(truth)),
      false: said.filter(({ verdict }) => verdict === 'false'),
    }));
    console.log(JSON.stringify({ ...about, aims, parts }));
    return;
  }
  const tables = toTables(results, aims);
  console.log(
    [
      `${about.date}, seeds ${options.seeds.join(', ')} (${about.isBlind ? 'not used for tuning' : 'TUNING SEEDS among them'}), ${options.nights} nights,` +
        ` ${options.hasWeather ? 'with' : 'without'} weather; ${about.machine}; ${about.seconds} s`,
      '',
      ...tables.map(values.markdown ? toMarkdown : toText),
    ].join('\n'),
  );
}

function tasksOf(options: { seeds: number[]; nights: number; hasWeather: boolean; only: string[] }, data: string | undefined): Task[] {
  const { seeds, nights, hasWeather, only } = options;
  const scenarios = (Object.keys(SCENARIOS) as ScenarioName[]).filter((name) => only.includes(name));
  const real = data === undefined ? [] : partsIn(data).filter((part) => only.includes(part));
  return [
    ...seeds.flatMap((seed) => scenarios.map((scenario): Task => ({ kind: 'simulated', scenario, seed, nights, hasWeather }))),
    ...real.map((part): Task => ({ kind: 'real', part, data: data! })),
  ];
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new UsageError(`${option}: '${text}' is not a whole number from 1 on`);
  return value;
}

/** A bar on a terminal, nothing where a program reads. */
function createProgress(isTerminal: boolean, total: number): (what: string, done: number) => void {
  return (what, done) => {
    if (!isTerminal) return;
    const bar = '█'.repeat(Math.round((done / total) * 30)).padEnd(30, '·');
    process.stderr.write(`\r${bar} ${done}/${total} ${what.padEnd(40)}${done === total ? '\n' : ''}`);
  };
}

try {
  await main();
} catch (error) {
  const isMistake = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
  console.error(isMistake ? error.message : error);
  process.exitCode = 1;
}
