import * as fc from 'fast-check';
import { fromGrains } from '../../domain/interval.ts';
import type { StoredReading } from '../../domain/reading.ts';
import type { Meter, MeterHistory, RatioSpan } from '../../domain/site.ts';
import { meterOf } from './campus.ts';
import { MINUTE, nothingSaid, reading, start } from './register-series.ts';

/** Register steps of 0.01 kWh in one grain of a millionth. */
const GRAINS_A_STEP = 10_000;
const RATIOS = [1, 40, 60, 12.5, 0.5];
const few = fc.nat(30);
const soon = fc.oneof(fc.constant(15), fc.integer({ min: 1, max: 40 }));
const happening = (kind: string, weight: number, minutes = soon) => ({
  weight,
  arbitrary: fc.record({ kind: fc.constant(kind), minutes, steps: few, after: few, ratio: fc.constantFrom(...RATIOS) }),
});

/** What truly happens to a register between two readings. */
const happenings = fc.oneof(
  happening('use', 10),
  happening('tremble', 2),
  happening('foreign', 1),
  happening('reset', 1),
  happening('exchange', 2),
  happening('new ratio', 2),
  happening('gap', 2, fc.integer({ min: 100, max: 4000 })),
);

export interface TrueHistory {
  facts: Partial<Meter>;
  rows: StoredReading[];
  /** kWh that people can know of: all but what a reset swallowed. */
  truth: number;
}

/** A register's true life, everything odd in it declared, and what its readings prove. */
export const trueHistory = fc
  .record({
    startAt: start,
    digits: fc.constantFrom(3, 6),
    first: fc.nat(),
    ratio: fc.constantFrom(...RATIOS),
    rated: fc.boolean(),
    happened: fc.array(happenings, { minLength: 1, maxLength: 50 }),
  })
  .map(({ startAt, digits, first, ratio, rated, happened }): TrueHistory => {
    const turn = 10 ** digits * 100;
    const life = createLife(startAt, first % turn, ratio, turn);
    for (const { kind, minutes, steps, after, ratio: next } of happened) {
      life.wait(minutes);
      if (kind === 'use' || kind === 'gap') life.use(steps);
      if (kind === 'foreign') life.foreign(steps);
      if (kind === 'tremble') life.tremble(1 + (steps % 2));
      if (kind === 'reset') life.reset(steps);
      if (kind === 'exchange') life.exchange(steps, after, next);
      if (kind === 'new ratio') life.newRatio(steps, after, next);
    }
    const { rows, grains, history, ratios } = life.end();
    const facts = { digits, resolution: 0.01, ratios, history, ratingPerHour: rated ? 1e6 : undefined };
    return { facts, rows, truth: fromGrains(grains) };
  });

export const meterOfHistory = (site: string, { facts }: TrueHistory) => meterOf({ id: 'm', site, ...facts });

/** In whole steps of the register, so that the truth is free of rounding. */
function createLife(startAt: number, first: number, firstRatio: number, turn: number) {
  let [at, register, ratio, grains] = [startAt, first, firstRatio, 0];
  const rows = [reading(at, register / 100)];
  const ratios: RatioSpan[] = [{ fromAt: 0, ratio }];
  const decisions: MeterHistory['decisions'][number][] = [];
  const exchanges: MeterHistory['exchanges'][number][] = [];
  const ratioRegisters: MeterHistory['ratioRegisters'][number][] = [];
  let lastAt = at;
  const between = () => Math.floor((lastAt + at) / 2);
  const count = (steps: number) => void (grains += steps * ratio * GRAINS_A_STEP);
  const show = (value: number) => rows.push(reading(at, value / 100));

  function use(steps: number): void {
    count(steps);
    register += steps;
    if (register >= turn) {
      register -= turn;
      decisions.push({ toAt: at, as: 'rollover' });
    }
    show(register);
  }

  return {
    wait(minutes: number) {
      lastAt = at;
      at += minutes * MINUTE;
    },
    use,
    tremble: (steps: number) => show(Math.max(0, register - steps)),
    foreign(steps: number) {
      decisions.push({ toAt: at, as: 'glitch' });
      show(steps * 1000 + 1);
    },
    reset(steps: number) {
      decisions.push({ toAt: at, as: 'reset' });
      register = steps;
      count(steps);
      show(register);
    },
    exchange(before: number, after: number, next: number) {
      count(before);
      const [closing, opening] = [(register + before) / 100, before / 100];
      exchanges.push({ at: between(), closing, opening });
      ratios.push({ fromAt: between(), ratio: next });
      ratio = next;
      count(after);
      register = before + after;
      show(register);
    },
    newRatio(before: number, after: number, next: number) {
      if (register + before + after >= turn) return use(before);
      count(before);
      ratioRegisters.push({ at: between(), register: (register + before) / 100 });
      ratios.push({ fromAt: between(), ratio: next });
      ratio = next;
      count(after);
      register += before + after;
      show(register);
    },
    end: () => ({ rows, grains, ratios, history: { ...nothingSaid, decisions, exchanges, ratioRegisters } }),
  };
}
