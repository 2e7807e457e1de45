import { fork } from 'node:child_process';
import { runRealPart, type RealPart } from './real-parts.ts';
import type { PartResult } from './result.ts';
import { runScenario, type ScenarioTask } from './scenarios.ts';

export type Task = ({ kind: 'simulated' } & ScenarioTask) | { kind: 'real'; part: RealPart; data: string };

export const taskName = (task: Task) => (task.kind === 'real' ? task.part : `${task.scenario}, seed ${task.seed}`);

/** A part in this process. */
export async function runTask(task: Task): Promise<PartResult> {
  return task.kind === 'real' ? runRealPart(task.part, task.data) : runScenario(task);
}

/**
 * Parts in processes of their own, some at a time; results in the order of the tasks. The memory of a part goes with its process.
 *
 * @throws when a part fails; those that run are stopped
 */
export async function runTasks(tasks: readonly Task[], atOnce: number, onDone: (task: Task, done: number) => void): Promise<PartResult[]> {
  const results: PartResult[] = [];
  const stop = new AbortController();
  let next = 0;
  let done = 0;
  async function work(): Promise<void> {
    for (let index = next++; index < tasks.length; index = next++) {
      results[index] = await runInChild(tasks[index]!, stop.signal);
      onDone(tasks[index]!, ++done);
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, tasks.length) }, work));
  } catch (error) {
    stop.abort();
    throw error;
  }
  return results;
}

function runInChild(task: Task, signal: AbortSignal): Promise<PartResult> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('part-process.ts', import.meta.url), { signal, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    let result: PartResult | undefined;
    child.once('message', (message) => (result = message as PartResult));
    child.once('error', reject);
    child.once('exit', (code) => (result ? resolve(result) : reject(new Error(`${taskName(task)}: stopped with code ${code}`))));
    child.send(task);
  });
}
