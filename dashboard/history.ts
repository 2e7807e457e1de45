/** Facts from which the page tells that history is still coming in. */
export interface HistoryFacts {
  /** Local days with intervals so far; 0 before the first. */
  days: number;
  meters: number;
  /** Days of meters whose intervals wait to be computed. */
  waiting: number;
  readingsPerSecond: number;
}

/** In everyday life a meter sends far less than once a second; history comes in thousands a second. */
const READINGS_PER_METER_SECOND = 1;
/** In everyday life each meter has its today waiting, and now and then a yesterday. */
const WAITING_PER_METER = 2;

/** Whether history is being loaded: readings pour in, or more days wait to be computed than a living campus makes. */
export function isLoadingHistory({ days, meters, waiting, readingsPerSecond }: HistoryFacts): boolean {
  return (
    days === 0 || readingsPerSecond > Math.max(20, meters * READINGS_PER_METER_SECOND) || waiting > Math.max(20, meters * WAITING_PER_METER)
  );
}

/** Share of what has arrived that is computed; how much is still to arrive nobody knows. */
export function computedShare({ days, meters, waiting }: Pick<HistoryFacts, 'days' | 'meters' | 'waiting'>): number {
  const done = days * meters;
  return done + waiting === 0 ? 0 : done / (done + waiting);
}
