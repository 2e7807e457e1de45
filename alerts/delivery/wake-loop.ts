export interface WakeLoop {
  start(): void;
  /** Resolves when the round that runs has ended. */
  stop(): Promise<void>;
  /** The next round begins now, or as soon as this one has ended. */
  wake(): void;
}

/**
 * Rounds one after the other, never two at once, that can be called before their time.
 *
 * @param round never rejects; returns after how many ms it wants to be called again
 */
export function createWakeLoop(round: () => Promise<number>): WakeLoop {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isWoken = false;
  let stopped = true;

  function arm(afterMs: number): void {
    if (!stopped) timer = setTimeout(run, Math.min(afterMs, 2 ** 31 - 1));
  }

  async function runRound(): Promise<void> {
    const afterMs = await round();
    running = undefined;
    arm(isWoken ? 0 : afterMs);
  }

  function run(): void {
    clearTimeout(timer);
    isWoken = false;
    running = runRound();
  }

  return {
    start() {
      if (!stopped) return;
      stopped = false;
      arm(0);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
    wake() {
      isWoken = true;
      if (!stopped && !running) run();
    },
  };
}
