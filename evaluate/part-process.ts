import { runTask, type Task } from './run-parts.ts';

/** One part in a process of its own: takes a task, sends its result, and is gone. */
process.once('message', (task: Task) => {
  runTask(task).then(
    (result) => process.send!(result, () => process.disconnect()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
