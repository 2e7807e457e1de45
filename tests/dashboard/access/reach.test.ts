import { describe, expect, it } from 'vitest';
import { isReachReady, narrowed } from '../../../dashboard/access/reach-draft.ts';
import { type PlaceNames, reachParts } from '../../../dashboard/access/reach.ts';
import { EVERYWHERE } from '../../../domain/access.ts';

const names = (sites: Record<string, string>): PlaceNames => ({
  sites: new Map(Object.entries(sites)),
  buildings: new Map([
    ['b1', '教学楼'],
    ['b2', '宿舍'],
  ]),
  spaces: new Map([['r1', '301']]),
});
const one = names({ hill: '山中学' });
const two = names({ hill: '山中学', lake: '湖中学' });

describe('a reach in words', () => {
  it('says all buildings where there is one school, and does not name that school', () => {
    expect(reachParts(EVERYWHERE, one)).toEqual([{ kind: 'buildings', names: null, more: 0 }]);
    expect(reachParts({ ...EVERYWHERE, sites: ['hill'] }, one)).toEqual([{ kind: 'buildings', names: null, more: 0 }]);
  });

  it('says all schools where there are several', () => {
    expect(reachParts(EVERYWHERE, two)).toEqual([{ kind: 'sites', names: null, more: 0 }]);
    expect(reachParts({ ...EVERYWHERE, sites: ['lake'] }, two)).toEqual([{ kind: 'sites', names: ['湖中学'], more: 0 }]);
  });

  it('names the buildings and the rooms that narrow it, in that order', () => {
    expect(reachParts({ sites: null, buildings: ['b1'], spaces: ['r1'] }, one)).toEqual([
      { kind: 'buildings', names: ['教学楼'], more: 0 },
      { kind: 'spaces', names: ['301'], more: 0 },
    ]);
  });

  it('counts what it does not name, and keeps the id of what it does not know', () => {
    const reach = { sites: null, buildings: ['b1', 'b2', 'b3', 'b4', 'b5', 'b6'], spaces: null };
    expect(reachParts(reach, one)).toEqual([{ kind: 'buildings', names: ['教学楼', '宿舍', 'b3', 'b4'], more: 2 }]);
  });

  it('never calls nothing "all": an empty list stays empty', () => {
    expect(reachParts({ sites: null, buildings: [], spaces: null }, one)).toEqual([{ kind: 'buildings', names: [], more: 0 }]);
  });

  it('names a school that is not there any more, instead of saying all buildings', () => {
    expect(reachParts({ ...EVERYWHERE, sites: ['gone'] }, one)).toEqual([{ kind: 'sites', names: ['gone'], more: 0 }]);
  });
});

describe('a reach that is being chosen', () => {
  const siteOf = (id: string) => ({ b1: 'hill', b2: 'lake' })[id];
  const buildingOf = (id: string) => ({ r1: 'b1', r2: 'b2' })[id];

  it('is ready when each part is all of them, or names one at least', () => {
    expect(isReachReady(EVERYWHERE)).toBe(true);
    expect(isReachReady({ sites: null, buildings: [], spaces: null })).toBe(false);
    expect(isReachReady({ sites: null, buildings: ['b1'], spaces: [] })).toBe(false);
    expect(isReachReady({ sites: ['hill'], buildings: ['b1'], spaces: ['r1'] })).toBe(true);
  });

  it('loses the buildings of a school that was taken out, and their rooms', () => {
    expect(narrowed({ sites: ['lake'], buildings: ['b1', 'b2'], spaces: ['r1', 'r2'] }, siteOf, buildingOf)).toEqual({
      sites: ['lake'],
      buildings: ['b2'],
      spaces: ['r2'],
    });
  });

  it('has no rooms where all buildings are meant', () => {
    expect(narrowed({ sites: null, buildings: null, spaces: ['r1'] }, siteOf, buildingOf).spaces).toBeNull();
  });

  it('keeps what is not known to be elsewhere', () => {
    expect(narrowed({ sites: ['hill'], buildings: ['b1', 'b9'], spaces: ['r9'] }, siteOf, buildingOf)).toEqual({
      sites: ['hill'],
      buildings: ['b1', 'b9'],
      spaces: ['r9'],
    });
  });
});
