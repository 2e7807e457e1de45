import { describe, expect, it } from 'vitest';
import { createNightDesk } from '../../desk/night-desk.ts';
import { addDays } from '../../domain/local-time.ts';
import { at, metered } from '../analysis/series-of.ts';
import { FROM, start, TO, water, type World } from './night-school.ts';

const HOUR = 3_600_000;
const PLUMBER = { id: 'li', name: '李师傅' };

/** A leak of 60 L/h from 15 June on, repaired on the 20th at ten; it may begin again. */
async function leak(again: (instant: number) => boolean = () => false) {
  const runs = (instant: number) => (instant >= at('2026-06-15', '12:00') && instant < at('2026-06-20', '10:00')) || again(instant);
  const world: World = [{ meter: water('w'), series: metered(FROM, TO, (instant) => (runs(instant) ? 0.06 : 0)) }];
  const wall = { now: at('2026-06-19', '05:30'), knownUntil: at('2026-06-19', '05:30') };
  const school = await start(world, wall);
  const desk = createNightDesk({ records: school.records, detectors: {}, now: () => wall.now });
  async function runTo(until: number): Promise<void> {
    for (; wall.now <= until; wall.now += HOUR / 2) {
      wall.knownUntil = wall.now;
      await school.jobs.runDue();
    }
  }
  await runTo(at('2026-06-20', '10:30'));
  const found = (await school.alerts()).find(({ rule, state }) => rule === 'zero_flow_fail' && state === 'open')!;
  const said = { id: 'r', alert: found.id, note: '换了浮球阀', photo: null } as const;
  await desk.repair('school', { ...said, word: 'repaired', at: at('2026-06-20', '10:15') }, PLUMBER);
  const words = async () => (await school.records.alertEvents.list('school', { alert: found.id })).map(({ word, by }) => `${word} ${by}`);
  return { runTo, words };
}

describe('a repair', () => {
  it('is accepted by the meter after two nights without flow, and not after one', async () => {
    const { runTo, words } = await leak();
    await runTo(at('2026-06-21', '08:00'));
    expect(await words()).toEqual(['repaired li']);
    await runTo(at('2026-06-22', '08:00'));
    expect(await words()).toEqual(['repaired li', 'accepted meter']);
  });

  it('stays as it is while the leak is back', async () => {
    const { runTo, words } = await leak((instant) => instant >= at('2026-06-20', '20:00'));
    await runTo(at(addDays('2026-06-22', 1), '08:00'));
    expect(await words()).toEqual(['repaired li']);
  });
});
