import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Fault } from './faults/fault.ts';

/** What a simulation must remember, so that a restart goes on with the same school and the same faults. */
export interface SimulatorState {
  seed: number;
  /** `YYYY-MM-DD`; at its start every counter began. */
  firstDay: string;
  /** By site: history is published from this instant on. */
  historyFrom: Record<string, number>;
}

/** The plan belongs to another school: going on would make every register jump. */
export class SeedMismatch extends Error {
  constructor(file: string, stored: number, asked: number) {
    super(`${file}: these data were simulated with seed ${stored}; ask for that seed, not ${asked}, or use another data directory`);
    this.name = 'SeedMismatch';
  }
}

export interface TruthFiles {
  state: SimulatorState | undefined;
  /** The truth as it was written; undefined when there is none yet. */
  faults: Fault[] | undefined;
  writeState(state: SimulatorState): void;
  writeTruth(faults: readonly Fault[]): void;
}

/**
 * The truth file and, beside it, the state of the simulation.
 *
 * @throws SeedMismatch; SyntaxError with the file's name when a file is damaged
 */
export function openTruthFiles(truthFile: string, seed: number): TruthFiles {
  const stateFile = join(dirname(truthFile), 'simulator-state.json');
  const state = readJson(stateFile) as SimulatorState | undefined;
  if (state && state.seed !== seed) throw new SeedMismatch(stateFile, state.seed, seed);
  return {
    state,
    faults: readJson(truthFile) as Fault[] | undefined,
    writeState: (next) => replace(stateFile, JSON.stringify(next, null, 1)),
    writeTruth: (faults) => replace(truthFile, `[\n${faults.map((fault) => JSON.stringify(fault)).join(',\n')}\n]\n`),
  };
}

/** Our own files: their shape is trusted, their being whole is not. */
function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(`${file} is damaged: ${(error as Error).message}; delete it to begin anew`, { cause: error });
  }
}

/** Written beside and moved over, so that a kill leaves the old file or the new one. */
function replace(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
