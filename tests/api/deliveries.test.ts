import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryView } from '../../api/schemas/messages.ts';
import { type Alert, alertId } from '../../domain/alert.ts';
import type { NewDelivery } from '../../domain/message.ts';
import { type Asker, openSchool, type School } from './school.ts';

const NOW = Date.UTC(2026, 4, 20, 11);

let school: School;
let electrician: Asker;
let burst: Alert;
beforeEach(async () => {
  school = await openSchool(NOW);
  electrician = await school.as('electrician', {}, '张师傅');
  burst = burstOf('a-water');
});
afterEach(() => school.close());

function burstOf(meter: string): Alert {
  const finding = {
    rule: 'burst',
    meter,
    night: '2026-05-19',
    startAt: NOW - 3_600_000,
    certainty: 'measured',
    rate: { value: 2400, unit: 'L/h' },
    wasted: null,
    evidence: [],
  } as const;
  const at = { openedAt: NOW, updatedAt: NOW };
  return { id: alertId('hill', finding), site: 'hill', rule: 'burst', meter, night: finding.night, state: 'open', ...at, finding };
}

/** A message with its deliveries. @param alert null: a digest */
async function tell(alert: Alert | null, ...to: Partial<NewDelivery>[]): Promise<void> {
  const { outbox } = school.records;
  const text = alert ? null : { title: { zh: '晨报', en: 'Morning digest' }, lines: [] };
  const kind = alert ? 'opened' : 'morning';
  await outbox.put([{ site: 'hill', kind, createdAt: NOW, urgency: 'now', audience: 'maintainer', alert, text, link: '/' }]);
  const [message] = await outbox.unplanned(1);
  const line = { message: message!.id, site: 'hill', person: null, address: 'gone', rung: 0, createdAt: NOW, dueAt: NOW };
  await outbox.plan(
    message!.id,
    to.map((changes) => ({ ...line, ...changes })),
    NOW,
  );
}

const deliveries = async (query = '', by: Asker = school) =>
  (await by.get<{ deliveries: DeliveryView[] }>(`/deliveries${query}`)).deliveries;

describe('proof of delivery', () => {
  it('says who was told what by which road, when he saw it and when he answered', async () => {
    const settings = { topic: 'hill-9f2c7' };
    const request = { channel: 'ntfy', name: '张师傅的手机', person: electrician.who.id, settings };
    const { body } = await electrician.post<{ address: { id: string } }>('/addresses', request);
    await tell(burst, { person: electrician.who.id, address: body.address.id });
    const [queued] = await school.records.outbox.deliveries({ site: 'hill', limit: 1 });
    await school.records.outbox.save([
      { ...queued!, state: 'accepted', attempts: 1, sentAt: NOW + 1, acceptedAt: NOW + 2, answer: 'HTTP 200' },
    ]);
    await school.records.outbox.mark('hill', electrician.who.id, [burst.id], 'seen', NOW + 3);
    await school.records.outbox.mark('hill', electrician.who.id, [burst.id], 'acted', NOW + 4);
    expect(await deliveries()).toMatchObject([
      {
        title: { zh: expect.stringContaining('教学楼A') as string },
        alert: burst.id,
        person: '张师傅',
        channel: 'ntfy',
        address: '张师傅的手机',
        state: 'accepted',
        sentAt: NOW + 1,
        acceptedAt: NOW + 2,
        seenAt: NOW + 3,
        actedAt: NOW + 4,
        answer: 'HTTP 200',
      },
    ]);
    expect(JSON.stringify(await deliveries())).not.toContain('hill-9f2c7');
  });

  it('says why nobody was told', async () => {
    const why = { zh: '没有可以通知的值班水电工，请安排值班', en: 'there is no electrician on duty to tell; set the roster' };
    await tell(burst, { address: 'nobody:0', state: 'failed', why });
    expect(await deliveries()).toMatchObject([{ state: 'failed', why, person: null, address: '', channel: '' }]);
  });

  it('newest first, by alert and by address', async () => {
    await tell(burst, { address: 'one' }, { address: 'two' });
    await tell(null, { address: 'one' });
    expect((await deliveries()).map(({ kind }) => kind)).toEqual(['morning', 'opened', 'opened']);
    expect((await deliveries('?address=one')).map(({ kind }) => kind)).toEqual(['morning', 'opened']);
    expect((await deliveries(`?alert=${burst.id}`)).map(({ kind }) => kind)).toEqual(['opened', 'opened']);
    expect(await deliveries('?limit=1')).toHaveLength(1);
  });

  it('of a part of the school: what is about its alerts, and what oneself was told', async () => {
    const outside = burstOf('b-main');
    const contractor = await school.as('contractor', { buildings: ['a'] });
    await tell(outside, { address: 'one' });
    await tell(burst, { address: 'two' });
    await tell(null, { address: 'three', person: contractor.who.id });
    await tell(null, { address: 'four' });
    const told = await deliveries('', contractor);
    expect(told.map(({ kind, alert }) => [kind, alert])).toEqual([
      ['morning', null],
      ['opened', burst.id],
    ]);
  });

  it("the other side's own words are for who manages channels", async () => {
    await tell(burst, { address: 'one' });
    const [queued] = await school.records.outbox.deliveries({ site: 'hill', limit: 1 });
    await school.records.outbox.save([{ ...queued!, state: 'failed', answer: 'HTTP 500' }]);
    expect((await deliveries())[0]!.answer).toBe('HTTP 500');
    expect((await deliveries('', await school.as('principal')))[0]!.answer).toBe('');
  });
});
