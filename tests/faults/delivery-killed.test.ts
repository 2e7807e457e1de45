import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openRecords } from '../../store/records/open-records.ts';
import { BUILDING_PLAN, person, text } from '../alerts/delivery/post-rig.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const CHILD = fileURLToPath(new URL('delivery-process.ts', import.meta.url));
const SECRET = '0123456789abcdef';

/** A vendor that takes questions and holds its answers until it is told to give them. */
async function openVendor() {
  const asked: { key: string | undefined; body: string }[] = [];
  const held: ServerResponse[] = [];
  const vendor = { isHolding: false };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push({ key: request.headers['idempotency-key'] as string | undefined, body: Buffer.concat(chunks).toString() });
      if (vendor.isHolding) return held.push(response);
      response.setHeader('content-type', 'application/json');
      return response.end('{"ok":true,"code":200,"message":"success"}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const response of held) response.destroy();
    server.close();
  });
  return { asked, vendor, host: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function scene(channel: 'webhook' | 'bark') {
  const post = await openVendor();
  const path = join(temporaryFolder(), 'records.sqlite');
  const records = await openRecords(path);
  onTestFinished(() => records.close());
  await records.catalog.declare(BUILDING_PLAN);
  await records.people.save(person('g1', 'guard'));
  await records.people.save(person('h1', 'logistics_head', { wishes: { ...person('h1', 'guard').wishes, quiet: null } }));
  const settings =
    channel === 'webhook' ? { url: `http://${post.host}/hook`, secret: SECRET } : { server: `http://${post.host}`, deviceKey: 'phone-key' };
  const own = { site: 'school', channel, audiences: [], isOn: true, createdAt: 0, sealed: JSON.stringify(settings) };
  await records.addresses.save({ ...own, id: 'guard', name: '门卫', person: 'g1' });
  await records.addresses.save({ ...own, id: 'head', name: '后勤', person: 'h1' });
  async function start(what: 'alert' | 'deliver'): Promise<ChildProcess> {
    const child = spawn(process.execPath, ['--import', 'tsx', CHILD, what, path, post.host], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    return child;
  }
  const states = async () =>
    (await records.outbox.deliveries({ site: 'school', limit: 100 })).map(({ address, state }) => `${address} ${state}`);
  return { ...post, records, start, states };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
const soon = { timeout: 20_000, interval: 20 };

describe('a process that is killed', () => {
  it('between the alert and its message: the next one sends it, once', async () => {
    const { start, asked, states, records } = await scene('webhook');
    await kill(await start('alert'));
    expect(asked).toEqual([]);
    const first = await start('deliver');
    await vi.waitFor(async () => expect(await states()).toEqual(['guard accepted']), soon);
    await kill(first);
    // Whatever another process would send again, it sends before what is new.
    await records.outbox.put([text('list', { createdAt: Date.now() })]);
    await start('deliver');
    await vi.waitFor(async () => expect(await states()).toEqual(['guard accepted', 'guard accepted']), soon);
    expect(asked).toHaveLength(2);
    expect(asked[1]!.body).toContain('今晚巡查');
  }, 60_000);

  it('between the message and the answer of a vendor who knows repetitions: the same key again, so that it counts once', async () => {
    const { start, asked, states, vendor } = await scene('webhook');
    vendor.isHolding = true;
    await kill(await start('alert'));
    const first = await start('deliver');
    await vi.waitFor(() => expect(asked).toHaveLength(1), soon);
    await kill(first);
    expect(await states()).toEqual(['guard sending']);
    vendor.isHolding = false;
    await start('deliver');
    await vi.waitFor(async () => expect(await states()).toEqual(['guard accepted']), soon);
    expect(asked).toHaveLength(2);
    expect(new Set(asked.map(({ key }) => key)).size).toBe(1);
    expect(asked[0]!.key).toBeDefined();
  }, 60_000);

  it('the same with one who does not, and it is urgent: again, and it says that it may be a repeat', async () => {
    const { start, asked, states, vendor } = await scene('bark');
    vendor.isHolding = true;
    await kill(await start('alert'));
    const first = await start('deliver');
    await vi.waitFor(() => expect(asked).toHaveLength(1), soon);
    await kill(first);
    vendor.isHolding = false;
    await start('deliver');
    await vi.waitFor(async () => expect(await states()).toEqual(['guard accepted']), soon);
    expect(asked.map(({ body }) => body.includes('可能重复'))).toEqual([false, true]);
  }, 60_000);

  it('the same, and it is not urgent: not again, and it says that it was perhaps sent', async () => {
    const { start, asked, records, vendor, states } = await scene('bark');
    vendor.isHolding = true;
    await records.outbox.put([text('morning', { urgency: 'today', audience: 'logistics', createdAt: Date.now() })]);
    const first = await start('deliver');
    await vi.waitFor(() => expect(asked).toHaveLength(1), soon);
    await kill(first);
    vendor.isHolding = false;
    await start('deliver');
    await vi.waitFor(async () => expect(await states()).toEqual(['head dropped']), soon);
    const [delivery] = await records.outbox.deliveries({ site: 'school', limit: 1 });
    expect(delivery!.why?.zh).toContain('可能已送出');
    expect(asked).toHaveLength(1);
  }, 60_000);
});
