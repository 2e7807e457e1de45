import { findCandidates } from '../alerts/night/candidates.ts';
import { stopsOf } from '../alerts/night/stops.ts';
import { placeWords, whatWords } from '../alerts/night/stop-words.ts';
import { offLevelOf } from '../analysis/off-watch.ts';
import { onGrid } from '../analysis/power.ts';
import { RULES } from '../analysis/registry.ts';
import { type Alert, alertId } from '../domain/alert.ts';
import type { Finding, Rule } from '../domain/finding.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import type { Expected } from '../domain/round.ts';
import type { School } from './catalog-cache.ts';
import { judgeTasks, type Task, tasksOf } from './judge-night.ts';
import type { RoundDeps } from './round-sources.ts';

/**
 * Air-conditioners that run when the list is made. Left on they are only when they run at the second look (the school's own rule),
 * so they are no alerts yet: the rule is asked as if it began now, and what it says is told and not kept.
 */
export async function loadExpected(
  deps: RoundDeps,
  school: School,
  night: string,
  isDemoted: (rule: Rule, meter: string) => boolean,
): Promise<Expected[]> {
  const now = deps.now();
  // The last whole quarter hour: of the one that ends now its reading is still on the way.
  const from = school.local.clockOf(onGrid(now) - INTERVAL_MS);
  const span = [{ fromNight: night, toNight: night }];
  const tasks = tasksOf(school, [RULES.ac_left_on], () => span).flatMap((task) => beginningAt(task, school, from) ?? []);
  const judged = await judgeTasks(deps, school, tasks);
  const running = judged.flatMap(({ findings }) => findings).filter(isRunning);
  const site = school.plan.site.id;
  const { listed } = findCandidates(
    running.map((finding) => asAlert(site, finding, now)),
    { ground: school, night, isDemoted, now },
  );
  return stopsOf(listed, school, night, now).map(({ stop, candidates }) => ({
    place: placeWords(stop, school),
    what: whatWords(
      stop.subject,
      candidates.map(({ alert }) => alert),
      { ground: school },
    ),
  }));
}

/** Whether it has not ended, and the last quarter hour that is known is not quiet. */
function isRunning(finding: Finding): boolean {
  const off = offLevelOf(finding);
  const last = finding.proof?.values.findLast((value) => value !== null);
  return finding.endAt === undefined && off !== undefined && typeof last === 'number' && last > off.level;
}

/** The task with a rule that begins now; undefined where it begins now or earlier anyway: its alerts are there. */
function beginningAt(task: Task, { rulebook }: School, from: string): Task | undefined {
  const options = rulebook.optionsOf(task.rule.rule, task.watched[0]);
  if (!(typeof options.from === 'string' && options.from > from)) return undefined;
  const detector = RULES.ac_left_on.create(RULES.ac_left_on.options.parse({ ...options, from }));
  return { ...task, detector, watched: task.watched.map((watched) => ({ ...watched, detector })) };
}

function asAlert(site: string, finding: Finding, now: number): Alert {
  const { rule, meter, night } = finding;
  return { id: alertId(site, finding), site, rule, meter, night, state: 'open', openedAt: now, updatedAt: now, finding };
}
