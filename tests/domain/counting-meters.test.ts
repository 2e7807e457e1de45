import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countingMeters, metersAboutBuilding, ratioAt } from '../../domain/site.ts';

const meter = (id: string, parent?: string, medium: 'electricity' | 'water' = 'electricity') => ({ id, parent, medium });
const ids = (meters: { id: string }[]) => meters.map(({ id }) => id);

describe('counting meters', () => {
  it('count a campus by its main, a building by its own, without counting twice', () => {
    const campus = [meter('main'), meter('b1', 'main'), meter('b1-ac', 'b1'), meter('b2', 'main'), meter('w', undefined, 'water')];
    expect(ids(countingMeters(campus, 'electricity'))).toEqual(['main']);
    expect(ids(countingMeters(campus.slice(1, 3), 'electricity'))).toEqual(['b1']);
    expect(ids(countingMeters(campus.slice(1), 'electricity'))).toEqual(['b1', 'b2']);
    expect(ids(countingMeters(campus, 'water'))).toEqual(['w']);
  });

  it('never count a meter beside its parent, and leave nobody out', () => {
    const tree = fc
      .array(fc.nat(), { minLength: 1, maxLength: 20 })
      .map((picks) => picks.map((pick, index) => meter(`m${index}`, index === 0 || pick % 5 === 0 ? undefined : `m${pick % index}`)));
    fc.assert(
      fc.property(tree, fc.func(fc.boolean()), (meters, keep) => {
        const scope = meters.filter(({ id }) => keep(id));
        const counting = new Set(ids(countingMeters(scope, 'electricity')));
        for (const { id, parent } of scope) expect(counting.has(id)).toBe(!scope.some((other) => other.id === parent));
      }),
    );
  });
});

describe('ratio', () => {
  it('is 1 without a declaration, reaches back before the first and holds from its instant on', () => {
    const ratios = [
      { fromAt: 100, ratio: 40 },
      { fromAt: 200, ratio: 60 },
    ];
    expect(ratioAt({ ratios: [] }, 0)).toBe(1);
    expect([0, 100, 199, 200, 999].map((at) => ratioAt({ ratios }, at))).toEqual([40, 40, 40, 60, 60]);
  });
});

describe('the meters about a building', () => {
  const meters = [
    { id: 'gateway', building: 'gate' },
    { id: 'lamps', building: 'gate', parent: 'gateway' },
    { id: 'hall', building: 'hall', parent: 'gateway' },
    { id: 'hall-ac', building: 'hall', parent: 'hall' },
  ];
  it('leave out a gateway that counts other buildings too', () => {
    expect(metersAboutBuilding(meters, 'gate').map(({ id }) => id)).toEqual(['lamps']);
    expect(metersAboutBuilding(meters, 'hall').map(({ id }) => id)).toEqual(['hall', 'hall-ac']);
  });
});
