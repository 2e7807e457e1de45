import { describe, expect, it } from 'vitest';
import { openTemporary } from './open.ts';

const made = { site: 'school', month: '2026-10', version: 1, madeBy: '程序', madeAt: 5, data: '{"a":1}', remarks: '{}' };

describe('month reports', () => {
  it('are kept as they were made, and told newest month and version first', async () => {
    const [{ monthReports }] = await openTemporary();
    await monthReports.add(made);
    await monthReports.add({ ...made, version: 2, data: '{"a":2}' });
    await monthReports.add({ ...made, month: '2026-09' });
    await monthReports.add({ ...made, site: 'other', month: '2026-12' });
    const list = await monthReports.list('school', 10);
    expect(list.map(({ month, version }) => `${month} ${version}`)).toEqual(['2026-10 2', '2026-10 1', '2026-09 1']);
    expect(list[0]).toEqual({
      site: 'school',
      month: '2026-10',
      version: 2,
      state: 'draft',
      madeBy: '程序',
      madeAt: 5,
      approvedBy: null,
      approvedAt: null,
    });
    expect(await monthReports.list('school', 1)).toHaveLength(1);
    expect((await monthReports.get('school', '2026-10'))?.data).toBe('{"a":2}');
    expect((await monthReports.get('school', '2026-10', 1))?.data).toBe('{"a":1}');
    expect(await monthReports.get('school', '2026-10', 3)).toBeUndefined();
  });

  it('refuse a second version of the same number', async () => {
    const [one, two] = await openTemporary(2);
    await one.monthReports.add(made);
    await expect(two!.monthReports.add({ ...made, data: 'other' })).rejects.toThrow('UNIQUE');
    expect((await one.monthReports.get('school', '2026-10'))?.data).toBe('{"a":1}');
  });

  it('are approved once, and their remarks are fixed from then on', async () => {
    const [{ monthReports }] = await openTemporary();
    await monthReports.add(made);
    expect(await monthReports.saveRemarks('school', '2026-10', 1, '{"note":"x"}')).toBe(true);
    expect(await monthReports.approve('school', '2026-10', 1, '校长', 9)).toBe(true);
    expect(await monthReports.approve('school', '2026-10', 1, '主任', 10)).toBe(false);
    expect(await monthReports.saveRemarks('school', '2026-10', 1, '{"note":"y"}')).toBe(false);
    expect(await monthReports.get('school', '2026-10', 1)).toEqual({
      ...made,
      remarks: '{"note":"x"}',
      state: 'approved',
      approvedBy: '校长',
      approvedAt: 9,
    });
    expect(await monthReports.approve('school', '2026-10', 2, '主任', 10)).toBe(false);
    expect(await monthReports.saveRemarks('school', '2026-10', 2, '{}')).toBe(false);
  });
});
