import { describe, expect, it } from 'vitest';
import { type Alert, alertId, type Notice } from '../../../domain/alert.ts';
import { openTemporary } from './open.ts';

function alert(meter: string, night: string, changes: Partial<Alert> = {}): Alert {
  const finding = {
    rule: 'ac_left_on' as const,
    meter,
    night,
    startAt: 100,
    certainty: 'measured' as const,
    rate: { value: 1.5, unit: 'kW' as const },
    wasted: null,
    evidence: [{ name: 'threshold', value: 0.15, unit: 'kWh' }],
  };
  const id = alertId('s', finding);
  return { id, site: 's', rule: 'ac_left_on', meter, night, state: 'open', openedAt: 1000, updatedAt: 1000, finding, ...changes };
}

const OPENED: Notice = { kind: 'opened', urgency: 'tonight', audience: 'guard' };

describe('alerts', () => {
  it('are listed newest first and by state, rule and night', async () => {
    const [{ alerts }] = await openTemporary();
    const first = alert('m1', '2026-11-19', { state: 'recovered', closedAt: 1500, updatedAt: 1500 });
    const second = alert('m1', '2026-11-20');
    const third = alert('m2', '2026-11-20', { openedAt: 2000, updatedAt: 2000 });
    await alerts.apply(
      [first, second, third].map((one) => ({ alert: one })),
      1,
    );
    expect(await alerts.list('s', {})).toEqual([third, second, first]);
    expect(await alerts.list('s', { state: 'open', limit: 1 })).toEqual([third]);
    expect(await alerts.list('s', { toNight: '2026-11-19' })).toEqual([first]);
    expect(await alerts.list('s', { fromNight: '2026-11-20', rule: 'ac_left_on' })).toEqual([third, second]);
    expect(await alerts.list('s', { rule: 'meter_silent' })).toEqual([]);
    expect(await alerts.get('s', first.id)).toEqual(first);
    expect(await alerts.get('elsewhere', first.id)).toBeUndefined();
    expect(await alerts.openCount('s')).toBe(2);
    expect(await alerts.lastChange('s')).toBe(2000);
    expect(await alerts.lastChange('elsewhere')).toBe(0);
  });

  it('change by id, and forget when they were closed once they are open again', async () => {
    const [{ alerts }] = await openTemporary();
    const closed = alert('m1', '2026-11-20', { state: 'recovered', closedAt: 1500, updatedAt: 1500 });
    const open = alert('m1', '2026-11-20', { updatedAt: 1600 });
    await alerts.apply([{ alert: closed }], 1);
    await alerts.apply([{ alert: open }], 2);
    expect(await alerts.list('s', {})).toEqual([open]);
  });

  it('are held to one per rule, meter and night by the database; a broken batch leaves nothing behind', async () => {
    const [{ alerts, outbox }] = await openTemporary();
    const one = alert('m1', '2026-11-20');
    const twin = { ...one, id: 'another id' };
    await expect(
      alerts.apply(
        [
          { alert: one, notice: OPENED },
          { alert: twin, notice: OPENED },
        ],
        1,
      ),
    ).rejects.toThrow(/UNIQUE/);
    expect(await alerts.list('s', {})).toEqual([]);
    expect(await outbox.messages(0, 10)).toEqual([]);
  });

  it('leave a message for each change that people are told of, until it was told', async () => {
    const [jobs, server] = await openTemporary(2);
    const opened = alert('m1', '2026-11-20');
    const recovered = { ...opened, state: 'recovered' as const, closedAt: 1700, updatedAt: 1700 };
    await jobs.alerts.apply([{ alert: opened, notice: OPENED }], 1001);
    await jobs.alerts.apply([{ alert: { ...opened, updatedAt: 1500 } }], 1501);
    await jobs.alerts.apply([{ alert: recovered, notice: { ...OPENED, kind: 'recovered' } }], 1701);
    const [first, second] = await server!.outbox.unfed(10);
    expect(first).toEqual({ id: 1, site: 's', ...OPENED, createdAt: 1001, alert: opened, text: null, link: '/tonight' });
    expect(second).toMatchObject({ kind: 'recovered', createdAt: 1701, alert: recovered });
    await server!.outbox.fed(first!.id, 1800);
    expect(await jobs.outbox.unfed(10)).toEqual([second]);
  });
});
