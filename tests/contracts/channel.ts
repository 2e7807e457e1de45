import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome, Parcel } from '../../alerts/channels/channel.ts';
import { channelOf, senderOf } from '../../alerts/channels/registry.ts';
import type { Resolve } from '../../outgoing/open-addresses.ts';
import { type Asked, openVendor, type Reply, type Vendor } from '../support/vendor.ts';

export interface ChannelContract {
  channel: string;
  settings: Record<string, unknown>;
  /** What must not be read in any answer or reason. */
  secrets: readonly string[];
  /** The vendor's answer to a message that it takes. */
  success: Reply;
  /** What arrived for `PARCEL`, and what has to. */
  arrives: (asked: Asked) => [seen: object, wanted: object];
  /** By its name: what the vendor says, and what it means. */
  answers: Record<string, [Reply, Expected]>;
  /** The text of a question as the vendor measures it, and how much it takes. */
  size: (asked: Asked) => { size: number; max: number };
  /** The text of a question that is encrypted. */
  text?: (asked: Asked) => string;
  /** A status of 2xx is the vendor's whole word. */
  isStatusEnough?: boolean;
  vapid?: { publicKey: string; privateKey: string; subject: string };
  hosts?: readonly string[];
}

type Expected = { kind: 'accepted' } | { kind: 'retry' | 'permanent'; why: RegExp; afterMs?: number | [number, number] };

export const PARCEL: Parcel = {
  id: 'd-4711-1',
  title: '3号楼疑似爆管',
  lines: ['三楼卫生间 23:05 起约 2.4 m³/h', '请到场查看并关闭阀门'],
  urgency: 'now',
  link: 'https://greenleaf.school.example/tonight',
  mentions: ['13800138000'],
  isRepeat: false,
  facts: [{ kind: 'opened', alert: 'a-1', rule: 'burst' }],
};

/** What every road over HTTP promises, whoever the vendor is. */
export function testChannel(contract: ChannelContract): void {
  const { channel, settings, secrets, success, isStatusEnough } = contract;
  let vendor: Vendor;
  beforeAll(async () => {
    vendor = await openVendor(...(contract.hosts ?? []));
  });
  afterAll(() => vendor.close());

  const roads = (more: Parameters<Vendor['roads']>[0] = {}) => vendor.roads({ vapid: () => contract.vapid, ...more });

  async function send(reply: Reply, parcel: Partial<Parcel> = {}, more?: Parameters<Vendor['roads']>[0]): Promise<Outcome> {
    vendor.will(reply);
    const outcome = await senderOf(channel, settings, roads(more)).send({ ...PARCEL, ...parcel });
    for (const secret of secrets) expect(JSON.stringify(outcome)).not.toContain(secret);
    expect(outcome.answer.length).toBeLessThanOrEqual(500);
    return outcome;
  }

  describe(`${channel} road`, () => {
    it('arrives as the vendor wants it, and is accepted by its word', async () => {
      expect(await send(success)).toMatchObject({ kind: 'accepted' });
      expect(vendor.asked).toHaveLength(1);
      const [seen, wanted] = contract.arrives(vendor.asked[0]!);
      expect(vendor.asked[0]!.method).toBe('POST');
      expect(seen).toEqual(wanted);
    });

    it.each(Object.entries(contract.answers))('%s', async (_, [reply, expected]) => {
      const outcome = await send(reply);
      expect(outcome.kind).toBe(expected.kind);
      if (outcome.kind === 'accepted' || expected.kind === 'accepted') return;
      expect(`${outcome.why.zh} ${outcome.why.en}`).toMatch(expected.why);
      if (expected.afterMs === undefined) return;
      const [least, most] = Array.isArray(expected.afterMs) ? expected.afterMs : [expected.afterMs, expected.afterMs];
      const afterMs = outcome.kind === 'retry' ? (outcome.afterMs ?? 0) : 0;
      expect(afterMs >= least && afterMs <= most, `${afterMs} ms`).toBe(true);
    });

    it('is not sent to where a redirect leads, and needs a person', async () => {
      const outcome = await send({
        status: 302,
        headers: { location: 'https://api.day.app/elsewhere' },
        body: '{"errcode":0,"code":0,"id":"x"}',
      });
      expect(outcome).toMatchObject({ kind: 'permanent', why: { zh: expect.stringContaining('转址') } });
      expect(vendor.asked).toHaveLength(1);
    });

    it('is tried again when the vendor is in trouble, silent, or cut off', async () => {
      const html = { status: 500, body: '<html><h1>Internal Server Error</h1></html>', headers: { 'content-type': 'text/html' } };
      expect(await send(html)).toMatchObject({ kind: 'retry', why: { zh: expect.stringContaining('500') } });
      expect(await send(() => undefined, {}, { deadlineMs: 300 })).toMatchObject({
        kind: 'retry',
        why: { en: expect.stringContaining('300 ms') },
      });
      const half: Reply = (_, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"errcode":0,"code":0', () => response.destroy());
      };
      expect(await send(half)).toMatchObject({ kind: 'retry', answer: '' });
      expect(await send({ status: 200, body: ' '.repeat(70_000) })).toMatchObject({
        kind: 'retry',
        why: { en: expect.stringContaining('65536') },
      });
    });

    it('says so where nothing was sent at all, so that it is no repetition later', async () => {
      const none: Resolve = (host, _, callback) =>
        callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }), []);
      for (const more of [{ resolve: none }, { ca: undefined }])
        expect(await send(success, {}, more)).toMatchObject({ kind: 'retry', answer: expect.stringMatching(/^not sent: /) });
      expect(vendor.asked).toHaveLength(0);
    });

    it('waits as long as the vendor asks for', async () => {
      expect(await send({ status: 429, headers: { 'retry-after': '7' }, body: 'slow down' })).toMatchObject({
        kind: 'retry',
        afterMs: 7000,
      });
      expect(await send({ status: 429, body: 'slow down' })).toMatchObject({ kind: 'retry', afterMs: 60_000 });
    });

    // Where the status is the vendor's whole word there is nothing to tell a log-in page by.
    const ofPages = isStatusEnough ? { kind: 'accepted' } : { kind: 'retry', why: { zh: expect.stringContaining('看不懂') as string } };
    it(`takes a log-in page, nothing, and a cut answer with 200 for: ${ofPages.kind}`, async () => {
      const portal = { status: 200, body: '<html>校园网认证</html>', headers: { 'content-type': 'text/html' } };
      for (const page of [portal, { status: 200, body: '' }, { status: 200, body: '{"ok":' }]) {
        expect(await send(page)).toMatchObject(ofPages);
      }
    });

    it('keeps keys out of what a vendor repeats', async () => {
      const echo: Reply = (asked, response) => {
        const words = [asked.path, asked.query.toString(), JSON.stringify(asked.headers), asked.body, ...secrets];
        response.writeHead(418).end(JSON.stringify({ error: words.join(' ') }));
      };
      expect(await send(echo)).toMatchObject({ kind: 'permanent', answer: expect.stringMatching(/^HTTP 418/) });
    });

    it('asks no address inside the network unless the settings name it', async () => {
      const outcome = await send(
        success,
        {},
        { privateHosts: [], hosts: vendor.hosts.map((host) => `${host.replace('*.', '12345.')}:${vendor.port}`) },
      );
      expect(outcome).toMatchObject({
        kind: 'permanent',
        why: { zh: expect.stringContaining('指向内网地址'), en: expect.stringContaining('127.0.0.1 is an address inside the network') },
      });
      expect(vendor.asked).toHaveLength(0);
    });

    it('says that it may be a repetition', async () => {
      await send(success, { isRepeat: true });
      const [asked] = vendor.asked;
      const text = contract.text?.(asked!) ?? decodeURIComponent(`${asked!.body} ${asked!.query.toString()}`);
      expect(text).toContain('可能重复');
    });

    it('fits into what the vendor takes', async () => {
      const lines = Array.from({ length: 2000 }, (_, index) => `${index} 号楼 👨‍👩‍👧 空调未关\t“约”`);
      expect(await send(success, { lines, title: '楼'.repeat(500) })).toMatchObject({ kind: 'accepted' });
      const { size, max } = contract.size(vendor.asked[0]!);
      expect(size).toBeLessThanOrEqual(max);
      expect(size).toBeGreaterThan(0);
    });

    it('takes no settings but its own, and names each field in both languages', () => {
      const definition = channelOf(channel)!;
      expect(definition.settings.safeParse({ ...settings, extra: 1 }).success).toBe(false);
      expect(definition.settings.safeParse({}).success).toBe(false);
      // What was kept is read again.
      const parsed = definition.settings.parse(settings);
      expect(definition.settings.parse(parsed)).toEqual(parsed);
    });
  });
}

export const json = (asked: Asked) => JSON.parse(asked.body) as Record<string, unknown>;
