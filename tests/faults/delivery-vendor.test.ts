import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { address, burst, MINUTE, openPost, person } from '../alerts/delivery/post-rig.ts';
import { openVendor, type Reply, type Vendor } from '../support/vendor.ts';

const TAKEN: Reply = { status: 200, body: { errcode: 0, errmsg: 'ok' } };

describe('a robot whose vendor fails', () => {
  let vendor: Vendor;
  beforeAll(async () => {
    vendor = await openVendor();
  });
  afterAll(() => vendor.close());

  /** The group of the guards behind a real road, and one urgent alert. */
  async function scene() {
    const post = await openPost({ roads: vendor.roads({ deadlineMs: 300 }) });
    await post.people(person('e1', 'electrician'));
    await post.addresses(
      address('group', { audiences: ['guard'] }),
      address('electricians', { audiences: ['maintainer'], channel: 'wecom' }),
    );
    await post.open(burst('w1'));
    return post;
  }

  it('hangs, answers 500, answers 503 and is too busy: the message is tried again until it is taken', async () => {
    vendor.will(
      () => undefined,
      { status: 500, body: 'oops' },
      { status: 503 },
      { status: 200, body: { errcode: 45009, errmsg: 'api freq out of limit' } },
      TAKEN,
    );
    const post = await scene();
    for (let minute = 0; minute < 4 * 60; minute++) {
      await post.run();
      post.pass(1000);
    }
    expect((await post.states())[0]).toBe('group accepted 0');
    expect(vendor.asked.filter(({ query }) => query.get('key')?.startsWith('group'))).toHaveLength(5);
  });

  it('redirects, or does not know the key any more: nobody follows, it has failed, and the next rung is called at once', async () => {
    for (const reply of [
      { status: 302, headers: { location: 'https://elsewhere.example/' } },
      { status: 200, body: { errcode: 93000, errmsg: 'invalid webhook url' } },
    ]) {
      vendor.will(reply, TAKEN);
      const post = await scene();
      await post.run();
      await post.run();
      expect(await post.states()).toEqual(['group failed 0', 'nobody:1 failed 1', 'nobody:e1 failed 2', 'electricians accepted 2']);
      expect(vendor.asked).toHaveLength(2);
    }
  });

  it('is away for a day: it gives up after 24 hours, and says so', async () => {
    vendor.will({ status: 500 });
    const post = await scene();
    for (let quarter = 0; quarter <= 24 * 4 + 2; quarter++) {
      await post.run();
      post.pass(15 * MINUTE);
    }
    const [delivery] = await post.records.outbox.deliveries({ site: 'school', address: 'group', limit: 1 });
    expect(delivery).toMatchObject({ state: 'failed', why: { en: 'it could not be sent in 24 hours' } });
  });
});
