import type { JobLedger, JobRun } from '../ports.ts';
import type { Db, Tables } from './tables.ts';

/** Which run of which job happened; the primary key (job, slot) lets one caller win. */
export function createJobLedger(db: Db): JobLedger {
  return {
    async claim(job, slotAt, startedAt) {
      const result = await db
        .insertInto('job_runs')
        .values({ job, slot_at: slotAt, started_at: startedAt, finished_at: null, outcome: 'running', detail: '' })
        .onConflict((conflict) => conflict.columns(['job', 'slot_at']).doNothing())
        .executeTakeFirst();
      return result.numInsertedOrUpdatedRows === 1n;
    },

    async finish(job, slotAt, outcome, detail, finishedAt) {
      await db
        .updateTable('job_runs')
        .set({ outcome, detail, finished_at: finishedAt })
        .where('job', '=', job)
        .where('slot_at', '=', slotAt)
        .execute();
    },

    async abandonRunning(now) {
      const result = await db
        .updateTable('job_runs')
        .set({ outcome: 'failed', detail: 'the program ended while it ran', finished_at: now })
        .where('outcome', '=', 'running')
        .executeTakeFirst();
      return Number(result.numUpdatedRows);
    },

    async lastRuns() {
      const rows = await db
        .selectFrom('job_runs as run')
        .innerJoin(
          db
            .selectFrom('job_runs')
            .select((eb) => ['job', eb.fn.max('slot_at').as('slot_at')])
            .groupBy('job')
            .as('last'),
          (join) => join.onRef('last.job', '=', 'run.job').onRef('last.slot_at', '=', 'run.slot_at'),
        )
        .selectAll('run')
        .orderBy('run.job')
        .execute();
      return rows.map(toJobRun);
    },
  };
}

function toJobRun(row: Tables['job_runs']): JobRun {
  return {
    job: row.job,
    slotAt: row.slot_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    outcome: row.outcome,
    detail: row.detail,
  };
}
