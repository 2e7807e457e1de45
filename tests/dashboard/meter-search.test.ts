import { describe, expect, it } from 'vitest';
import { searchMeters } from '../../dashboard/meter-search.ts';

const meter = (id: string, name: string, nameEn: string, buildingName: string, buildingNameEn: string) => ({
  id,
  name,
  nameEn,
  buildingName,
  buildingNameEn,
  serial: null,
  space: null,
});
const METERS = [
  meter('b1-main', '教学楼总表', 'Main of block 1', '教学楼', 'Block 1'),
  meter('b1-water', '教学楼水表', 'Water of block 1', '教学楼', 'Block 1'),
  { ...meter('lab-f3', '分表', 'Branch', '实验楼', 'Laboratories'), serial: 'SN-0042', space: { name: '三楼', nameEn: 'Floor 3' } },
];
const found = (typed: string) => searchMeters(METERS, typed).map(({ id }) => id);

describe('looking for a meter', () => {
  it('finds all with nothing typed', () => expect(found('  ')).toHaveLength(3));
  it('finds by a part of a Chinese name', () => expect(found('水表')).toEqual(['b1-water']));
  it('finds by building and name together, in any order and case', () => expect(found('WATER block')).toEqual(['b1-water']));
  it('finds by floor', () => expect(found('实验楼 三楼')).toEqual(['lab-f3']));
  it('finds by id and by serial number, full-width digits too', () => {
    expect(found('b1-main')).toEqual(['b1-main']);
    expect(found('００４２')).toEqual(['lab-f3']);
  });
  it('finds nothing for a word that no meter has', () => expect(found('教学楼 锅炉')).toEqual([]));
});
