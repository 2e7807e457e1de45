import type { ApiParts } from './parts.ts';

/** One question to the store of readings per this time, however many pages are open. */
const FRESH_MS = 5000;
/** No meter is called so: whether it is answered is what counts. */
const NOBODY = { site: '-', meter: '-', medium: 'water' } as const;
/** A status page that waits for a dead store is no status page. */
const PATIENCE_MS = 2000;

/** Whether the store of readings answers: an empty question, at most one every five seconds. */
export function createReachability({ readings, now }: Pick<ApiParts, 'readings' | 'now'>): () => Promise<boolean> {
  let last: { at: number; answer: Promise<boolean> } | undefined;

  function ask(at: number): Promise<boolean> {
    return readings.range(NOBODY, at, at + 1).then(
      () => true,
      () => false,
    );
  }

  return () => {
    const at = now();
    if (!last || at - last.at >= FRESH_MS) last = { at, answer: withPatience(ask(at)) };
    return last.answer;
  };
}

async function withPatience(answer: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS, false)));
  return Promise.race([answer, patience]).finally(() => clearTimeout(timer));
}
