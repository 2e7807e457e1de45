export interface Loop {
  start(): void;
  /** Resolves when the round that runs has ended. */
  stop(): Promise<void>;
}

/**
 * Rounds one after the other, never two at once.
 *
 * @param round returns after how many ms it wants to be called again
 */
export function createLoop(round: () => Promise<number>): Loop {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = true;

  function arm(afterMs: number): void {
    if (stopped) return;
    timer = setTimeout(() => {
      running = round().then(arm);
    }, afterMs);
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
  };
}

/** Let others have the event loop: HTTP and MQTT share the process. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
