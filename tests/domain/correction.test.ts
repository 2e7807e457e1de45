import { describe, expect, it } from 'vitest';
import { isSameMatter, spanOf, type Statement, withStatements } from '../../domain/correction.ts';
import { placeAt, ratioAt, storedBuilding } from '../../domain/site.ts';
import { meterOf } from '../jobs/campus.ts';

const declared = meterOf({ id: 'm', building: 'b1', space: 'r1', parent: 'main', serial: 'OLD', ratios: [{ fromAt: 0, ratio: 40 }] });

describe('a meter with what people said about it', () => {
  it('is the declared one itself while nobody said anything', () => {
    expect(withStatements(declared, [])).toBe(declared);
  });

  it('stands where it stood at each instant, and its readings stay stored under the first building', () => {
    const meter = withStatements(declared, [
      { kind: 'place', fromAt: 200, building: 'b3', space: null },
      { kind: 'place', fromAt: 100, building: 'b2', space: 'r2' },
      { kind: 'parent', fromAt: 150, parent: null },
    ]);
    expect([99, 100, 150, 200].map((at) => placeAt(meter, at))).toEqual([
      { building: 'b1', space: 'r1', parent: 'main' },
      { building: 'b2', space: 'r2', parent: 'main' },
      { building: 'b2', space: 'r2', parent: undefined },
      { building: 'b3', space: undefined, parent: undefined },
    ]);
    expect(meter).toMatchObject({ building: 'b3', space: undefined, parent: undefined });
    expect(storedBuilding(meter)).toBe('b1');
  });

  it('has the ratio of each instant: 40 as declared, 60 from an exchange on, 80 from a statement on', () => {
    const meter = withStatements(declared, [
      { kind: 'ratio', fromAt: 300, ratio: 80, register: 12.5 },
      { kind: 'exchange', at: 200, closing: 99, opening: 1, ratio: 60, serial: 'NEW', digits: 5 },
    ]);
    expect([0, 199, 200, 300].map((at) => ratioAt(meter, at))).toEqual([40, 40, 60, 80]);
    expect(meter.serial).toBe('NEW');
    expect(meter.history).toMatchObject({ exchanges: [{ at: 200, digits: 5 }], ratioRegisters: [{ at: 300, register: 12.5 }] });
  });

  it('of two statements about the same matter knows the later one only', () => {
    const meter = withStatements(declared, [
      { kind: 'outage', fromAt: 100, toAt: null, why: 'bypassed' },
      { kind: 'exchange', at: 100, closing: 9, opening: 1 },
      { kind: 'step', toAt: 100, as: 'glitch' },
      { kind: 'outage', fromAt: 100, toAt: 200, why: 'out_of_service' },
      { kind: 'exchange', at: 100, closing: 8, opening: 2 },
      { kind: 'step', toAt: 100, as: 'reset' },
    ]);
    expect(meter.history).toMatchObject({
      outages: [{ fromAt: 100, toAt: 200, why: 'out_of_service' }],
      exchanges: [{ closing: 8, opening: 2 }],
      decisions: [{ toAt: 100, as: 'reset' }],
    });
  });
});

describe('the matter of a statement', () => {
  it.each<[Statement, Statement, boolean]>([
    [{ kind: 'step', toAt: 5, as: 'reset' }, { kind: 'step', toAt: 5, as: 'glitch' }, true],
    [{ kind: 'step', toAt: 5, as: 'reset' }, { kind: 'spread', toAt: 5 }, false],
    [{ kind: 'ratio', fromAt: 5, ratio: 2 }, { kind: 'ratio', fromAt: 6, ratio: 2 }, false],
    [{ kind: 'outage', fromAt: 5, toAt: null, why: 'bypassed' }, { kind: 'outage', fromAt: 5, toAt: 9, why: 'bypassed' }, true],
    [{ kind: 'exchange', at: 5, closing: 1, opening: 0 }, { kind: 'exchange', at: 5, closing: 2, opening: 1 }, true],
  ])('%j and %j: %s', (one, other, same) => {
    expect(isSameMatter(one, other)).toBe(same);
  });
});

describe('what has to be computed again', () => {
  it('is everything from there on when the register or its ratio changes, and nothing when the meter only moves', () => {
    const exchange = { kind: 'exchange', at: 5, closing: 1, opening: 0 } as const;
    expect(spanOf(exchange)).toEqual({ fromAt: 5, toAt: 6 });
    expect(spanOf({ ...exchange, digits: 5 })).toEqual({ fromAt: 5, toAt: Number.POSITIVE_INFINITY });
    expect(spanOf({ kind: 'outage', fromAt: 5, toAt: null, why: 'bypassed' })).toEqual({ fromAt: 5, toAt: Number.POSITIVE_INFINITY });
    expect(spanOf({ kind: 'parent', fromAt: 5, parent: null })).toBeUndefined();
    expect(spanOf({ kind: 'place', fromAt: 5, building: 'b', space: null })).toBeUndefined();
  });
});
