import type { RoundTimes } from '../domain/round.ts';
import { acceptRepairs } from './accept-repairs.ts';
import { daily } from './cadence.ts';
import type { School } from './catalog-cache.ts';
import { freezeRound } from './round-freeze.ts';
import { refreshRound } from './round-refresh.ts';
import { remindRound, reportRound } from './round-report.ts';
import type { RoundDeps } from './round-sources.ts';
import type { Job } from './table.ts';

/** After the morning's judgement, before the morning's work list. */
const ACCEPT = '06:50';

/** The night's lines of the cron table of one site. Each is safe to run again: what is there is not made a second time. */
export function roundJobs(deps: RoundDeps, school: School, inTurn: <T>(work: () => Promise<T>) => Promise<T>): Job[] {
  const { id, timeZone } = school.plan.site;
  const { freeze, recheck, second, remind, report }: RoundTimes = deps.times;
  const job = (name: string, clock: string, run: () => Promise<string>): Job => ({
    name: `${name}@${id}`,
    crons: [daily(clock)],
    timeZone,
    run: () => inTurn(run),
  });
  return [
    job('round-list', freeze, () => freezeRound(deps, school, 1)),
    job('round-recheck', recheck, () => refreshRound(deps, school)),
    ...(second === null ? [] : [job('round-second-list', second, () => freezeRound(deps, school, 2))]),
    job('round-remind', remind, () => remindRound(deps, school)),
    job('accept-repairs', ACCEPT, () => acceptRepairs(deps, school)),
    job('round-report', report, () => reportRound(deps, school)),
  ];
}
