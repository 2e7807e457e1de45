import { describe, expect, it } from 'vitest';
import { fitted } from '../../dashboard/picture-size.ts';

describe('a photo that is sent', () => {
  it('is at most 1600 px on its longest side, in its own proportions', () => {
    expect(fitted(4000, 3000)).toEqual({ width: 1600, height: 1200 });
    expect(fitted(3000, 4000)).toEqual({ width: 1200, height: 1600 });
  });
  it('is never scaled up', () => expect(fitted(800, 600)).toEqual({ width: 800, height: 600 }));
});
