import type { TonightStop } from '../../api/schemas/tonight.ts';
import type { NightWord, Stage } from '../../domain/handling.ts';
import type { KeptAnswer } from './outbox.ts';

type Room = TonightStop['rooms'][number];

/** A room as the guard sees it: what the server knows, and over it what he said that it has not heard yet. */
export interface Standing extends Room {
  /** Said here, not yet at the server. */
  isKept: boolean;
}

const STAGE_SAID: Readonly<Record<NightWord, Stage>> = {
  claimed: 'claimed',
  off: 'verifying',
  in_use: 'asked',
  no_access: 'no_access',
  false_alarm: 'false_alarm',
};
const OPEN: readonly Stage[] = ['unanswered', 'claimed', 'still_on', 'refused'];

/** @param kept answers about this stop that the server has not shown yet, in order, without refused ones */
export function roomsNow(stop: Pick<TonightStop, 'rooms'>, kept: readonly KeptAnswer[]): Standing[] {
  return stop.rooms.map((room) => {
    const said = kept.filter(({ alerts }) => alerts === null || alerts.includes(room.alert)).at(-1);
    const stage = said && said.word in STAGE_SAID ? STAGE_SAID[said.word as NightWord] : undefined;
    return stage ? { ...room, stage, meterWord: null, watchUntil: null, isKept: true } : { ...room, isKept: false };
  });
}

/** Somebody still has to go there. What went off by itself needs nobody, unless he said that he goes. */
export const needsHim = ({ stage, isOver }: Pick<Standing, 'stage' | 'isOver'>) => OPEN.includes(stage) && !isOver;
