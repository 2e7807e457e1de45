import type { TonightAnswer } from '../../api/schemas/tonight.ts';

/** What this phone has shown of one list, so that it can tell what is new. */
export interface Known {
  /** `<night>:<number>` */
  list: string;
  /** Whether the list was there, or still to come. */
  wasOut: boolean;
  /** Ids of stops. */
  stops: readonly string[];
  /** Alerts that are on again after somebody said that they were off. */
  stillOn: readonly string[];
  /** Stops that bear the mark 新: until they are touched. */
  marked: readonly string[];
}

/**
 * What is new in an answer, against what the phone knew. The first look at a list marks nothing: all of it is new. It rings
 * when the page was open, waiting, and the list came; when a stop was added; when a room is still on.
 */
export function whatIsNew(
  before: Known | null,
  answer: Pick<TonightAnswer, 'night' | 'number' | 'state' | 'stops'>,
): { known: Known; rings: boolean } {
  const list = `${answer.night}:${answer.number}`;
  const stops = answer.stops.map(({ id }) => id);
  const on = answer.stops.flatMap(({ id, rooms }) => rooms.filter(({ stage }) => stage === 'still_on').map(({ alert }) => ({ id, alert })));
  const stillOn = on.map(({ alert }) => alert);
  const wasOut = answer.state !== 'before';
  if (before?.list !== list) {
    const cameWhileWaiting = before !== null && before.list < list && stops.length > 0;
    return { known: { list, wasOut, stops, stillOn, marked: [] }, rings: cameWhileWaiting };
  }
  const added = before.wasOut ? stops.filter((id) => !before.stops.includes(id)) : [];
  const onAgain = on.filter(({ alert }) => !before.stillOn.includes(alert)).map(({ id }) => id);
  const marked = [...new Set([...before.marked, ...added, ...onAgain])].filter((id) => stops.includes(id));
  const cameNow = !before.wasOut && wasOut && stops.length > 0;
  return { known: { list, wasOut, stops, stillOn, marked }, rings: cameNow || added.length > 0 || onAgain.length > 0 };
}

export const withoutMark = (known: Known, stop: string): Known => ({ ...known, marked: known.marked.filter((id) => id !== stop) });
