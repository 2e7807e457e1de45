import { describe, expect, it } from 'vitest';
import { balanceOf, familiesOf } from '../../domain/balance.ts';

describe('balance of a parent and its children', () => {
  it('is fine at 1000 kWh against 950 kWh: 5 % are lines and what nobody measures', () => {
    expect(balanceOf(1000, 950)).toEqual({ gap: 50, gapShare: 0.05, isOutside: false });
  });

  it('is outside when 9 % are missing, and when the children count 3 % more than their parent', () => {
    expect(balanceOf(100, 91)).toEqual({ gap: 9, gapShare: 0.09, isOutside: true });
    expect(balanceOf(100, 103)).toEqual({ gap: -3, gapShare: -0.03, isOutside: true });
  });

  it('takes the bounds themselves for inside', () => {
    expect([balanceOf(100, 92).isOutside, balanceOf(100, 102).isOutside]).toEqual([false, false]);
  });

  it('has no share of nothing: a parent at 0 is outside as soon as a child counted', () => {
    expect(balanceOf(0, 0)).toEqual({ gap: 0, gapShare: null, isOutside: false });
    expect(balanceOf(0, 0.5)).toEqual({ gap: -0.5, gapShare: null, isOutside: true });
  });

  it('leaves no binary dust: 0.3 − 0.1 is 0.2', () => {
    expect(balanceOf(0.3, 0.1).gap).toBe(0.2);
  });
});

describe('families', () => {
  it('are meters with those directly below them, of the same medium', () => {
    const main = { id: 'main', medium: 'electricity' as const };
    const block = { id: 'block', medium: 'electricity' as const, parent: 'main' };
    const ac = { id: 'ac', medium: 'electricity' as const, parent: 'block' };
    const water = { id: 'water', medium: 'water' as const, parent: 'main' };
    expect(familiesOf([main, block, ac, water])).toEqual([
      { parent: main, children: [block] },
      { parent: block, children: [ac] },
    ]);
  });
});
