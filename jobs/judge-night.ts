import { look, type Seen } from '../analysis/look.ts';
import type { SeriesRule } from '../analysis/rule.ts';
import type { Watched } from '../analysis/rulebook.ts';
import type { SeriesDetector } from '../analysis/series-detector.ts';
import type { Clock } from '../domain/clock.ts';
import type { Blind, Finding } from '../domain/finding.ts';
import { addDays } from '../domain/local-time.ts';
import type { Scope } from '../domain/scope.ts';
import type { School } from './catalog-cache.ts';
import { breathe } from './loop.ts';
import { type DayRange, loadFacts, type LoadedMeters, loadMeters, type SchoolFacts, type SourceDeps, sourcesOf } from './look-sources.ts';

/** Meters whose days are in memory at once. */
const METERS_AT_ONCE = 16;
/** How much further back a cause is followed that was there already where the series begins. */
const FURTHER_BACK_DAYS = 90;

/** Nights, both included. */
export interface NightSpan {
  fromNight: string;
  toNight: string;
}

/** One detector over some nights of the meters that it watches with the same options. */
export interface Task extends NightSpan {
  rule: SeriesRule;
  detector: SeriesDetector;
  watched: readonly Watched[];
}

export interface JudgedTask extends Task {
  findings: Finding[];
  blind: Blind[];
  /** Findings inside an exclusion: no alert comes of them. */
  excused: Finding[];
}

export interface LookDeps extends SourceDeps {
  now: Clock;
}

/**
 * Tasks for rules, a task for each set of options and each span of nights.
 *
 * @param scope absent: the whole school
 */
export function tasksOf(
  { rulebook }: School,
  rules: readonly SeriesRule[],
  spansOf: (detector: SeriesDetector, rule: SeriesRule) => readonly NightSpan[],
  scope?: Scope,
): Task[] {
  return rules.flatMap((rule) => {
    const byDetector = new Map<SeriesDetector, Watched[]>();
    for (const watched of rulebook.watched(rule.rule, scope)) {
      const list = byDetector.get(watched.detector) ?? [];
      byDetector.set(watched.detector, list);
      list.push(watched);
    }
    return [...byDetector].flatMap(([detector, watched]) =>
      spansOf(detector, rule)
        .filter(({ fromNight, toNight }) => fromNight <= toNight)
        .map((span) => ({ rule, detector, watched, ...span })),
    );
  });
}

/**
 * Asks all rules about their nights. Days of a meter are read once, however many rules look at it.
 *
 * @returns the tasks with what came out; nothing is kept
 */
export async function judgeTasks(given: LookDeps, school: School, tasks: readonly Task[]): Promise<JudgedTask[]> {
  const at = given.now();
  const deps = { ...given, now: () => at };
  const judged = tasks.map((task): JudgedTask => ({ ...task, findings: [], blind: [], excused: [] }));
  const questions = questionsOf(judged);
  if (questions.size === 0) return judged;
  const facts = await loadFacts(
    deps,
    school,
    tasks.map(rangeOf).reduce((before, range) => hull(before, range)),
  );
  const meters = [...questions.keys()];
  for (let first = 0; first < meters.length; first += METERS_AT_ONCE) {
    const chunk = meters.slice(first, first + METERS_AT_ONCE);
    const loaded = await loadMeters(deps, school, needsOf(chunk, questions, school));
    for (const meter of chunk) {
      for (const { task, watched } of questions.get(meter)!) keep(task, await seen(deps, school, task, watched, facts, loaded));
      await breathe();
    }
  }
  return judged;
}

function keep(task: JudgedTask, { findings, blind, excused }: Seen): void {
  task.findings.push(...findings);
  task.blind.push(...blind);
  task.excused.push(...excused);
}

type Questions = Map<string, { task: JudgedTask; watched: Watched }[]>;

/** By meter, in walking order, so that the meters of a building are loaded together. */
function questionsOf(tasks: readonly JudgedTask[]): Questions {
  const questions: Questions = new Map();
  for (const task of tasks) {
    for (const watched of task.watched) {
      const list = questions.get(watched.meter.id) ?? [];
      questions.set(watched.meter.id, list);
      list.push({ task, watched });
    }
  }
  return questions;
}

/** Days of the meters of a chunk, and of those that their rules want to see beside them. */
function needsOf(chunk: readonly string[], questions: Questions, { plan }: School): Map<string, DayRange> {
  const needs = new Map<string, DayRange>();
  for (const meter of chunk) {
    for (const { task, watched } of questions.get(meter)!) {
      const range = rangeOf(task);
      for (const id of [meter, ...(task.detector.relatives?.(watched, plan.meters) ?? [])]) needs.set(id, hull(needs.get(id), range));
    }
  }
  return needs;
}

function hull(before: DayRange | undefined, { firstDay, endDay }: DayRange): DayRange {
  if (!before) return { firstDay, endDay };
  return {
    firstDay: firstDay < before.firstDay ? firstDay : before.firstDay,
    endDay: endDay > before.endDay ? endDay : before.endDay,
  };
}

/** A night reaches into the day after it. */
function rangeOf({ detector, fromNight, toNight }: Task): DayRange {
  return { firstDay: addDays(fromNight, -detector.lookBackNights), endDay: addDays(toNight, 2) };
}

async function seen(deps: LookDeps, school: School, task: Task, watched: Watched, facts: SchoolFacts, loaded: LoadedMeters): Promise<Seen> {
  const range = rangeOf(task);
  const span = { fromNight: task.fromNight, toNight: task.toNight, now: deps.now() };
  const first = look(watched, sourcesOf(school, facts, loaded, range, task.fromNight), span);
  return first.cutOff ? seenFurtherBack(deps, school, task, watched, facts, first) : first;
}

/** A leak may be older than the days at hand; its start and its key lie where it began. */
async function seenFurtherBack(
  deps: LookDeps,
  school: School,
  task: Task,
  watched: Watched,
  facts: SchoolFacts,
  first: Seen,
): Promise<Seen> {
  const stored = await deps.records.intervals.span(school.plan.site.id);
  const ids = [watched.meter.id, ...(task.detector.relatives?.(watched, school.plan.meters) ?? [])];
  const span = { fromNight: task.fromNight, toNight: task.toNight, now: deps.now() };
  let range = rangeOf(task);
  let latest = first;
  while (latest.cutOff && stored && range.firstDay > stored.firstDay) {
    range = { ...range, firstDay: addDays(range.firstDay, -FURTHER_BACK_DAYS) };
    const loaded = await loadMeters(deps, school, new Map(ids.map((id) => [id, range])));
    latest = look(watched, sourcesOf(school, facts, loaded, range, task.fromNight), span);
  }
  return latest;
}
