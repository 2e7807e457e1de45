import { describe, expect, it } from 'vitest';
import type { Measure } from '../../../domain/measure.ts';
import { openTemporary } from './open.ts';

const LED: Measure = {
  id: 'led',
  site: 'hill',
  name: '教学楼A换LED灯',
  kind: 'lighting',
  medium: 'electricity',
  scope: { kind: 'building', id: 'a' },
  baseline: { from: '2025-01-01', to: '2026-01-01' },
  reporting: { from: '2026-02-01', to: null },
  note: '寒假施工',
  savedBy: 'Li',
  savedAt: 1000,
  endedAt: null,
};

describe('measures', () => {
  it('come back as they were saved, newest first, of their own school only', async () => {
    const [{ measures }] = await openTemporary();
    const taps: Measure = { ...LED, id: 'taps', medium: 'water', scope: { kind: 'site' }, savedAt: 2000 };
    await measures.save(LED);
    await measures.save(taps);
    await measures.save({ ...LED, site: 'valley' });
    expect(await measures.list('hill')).toEqual([taps, LED]);
  });

  it('are replaced by their id', async () => {
    const [{ measures }] = await openTemporary();
    await measures.save(LED);
    const ended: Measure = { ...LED, reporting: { from: '2026-02-01', to: '2026-06-01' }, endedAt: 3000 };
    await measures.save(ended);
    expect(await measures.list('hill')).toEqual([ended]);
  });
});
