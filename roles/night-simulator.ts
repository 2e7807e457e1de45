import type { LoadedSettings } from '../config/load.ts';
import type { Log } from '../domain/log.ts';
import type { Hands } from '../simulators/hands.ts';
import { clockOf } from './demo-night.ts';
import { type NightMessage, simulate } from './simulator-role.ts';

/** A clock that runs many times faster is looked at more often. */
const LONGEST_WAIT_MS = 200;

/** The campus of the demo night, in the simulator's own process: begins its clock, and switches off what it is told to. */
export async function simulateNight(loaded: LoadedSettings, text: string, log: Log, signal: AbortSignal): Promise<void> {
  const { clock, at } = clockOf(text);
  let hands: Hands | undefined;
  process.on('message', (message: NightMessage) => {
    if ('beginAt' in message) clock.begin(message.beginAt);
    if ('switchOff' in message) hands?.switchOff(message.switchOff, message.at);
  });
  await simulate(loaded, clock.now, log, signal, {
    at,
    longestWaitMs: LONGEST_WAIT_MS,
    onHands: (own) => (hands = own),
    onHistory: () => process.send?.({ history: 'complete' } satisfies NightMessage),
  });
}
