import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createAllowedHosts } from '../../outgoing/allowed-hosts.ts';
import { createHttpRoad } from '../../outgoing/http-road.ts';
import type { Resolve } from '../../outgoing/open-addresses.ts';
import { RoadClosed } from '../../outgoing/road-closed.ts';
import { everythingIsHere, openVendor, type Vendor } from '../support/vendor.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A road with these lists, and a DNS that gives these addresses, one answer after the other. */
function road({ hosts = [], privateHosts = [] }: { hosts?: string[]; privateHosts?: string[] }, ...addresses: string[][]) {
  const looked: string[] = [];
  const resolve: Resolve = (hostname, _, callback) => {
    looked.push(hostname);
    const found = (addresses.length > 1 ? addresses.shift() : addresses[0]) ?? [];
    callback(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  const ask = createHttpRoad({ kindOf: createAllowedHosts({ vendors: [], hosts, privateHosts }), resolve, deadlineMs: 2000 });
  return { looked, get: (url: string) => ask({ method: 'GET', url: new URL(url) }) };
}

const closed = async (asked: Promise<unknown>) => {
  const error: unknown = await asked.then(
    () => 'answered',
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(RoadClosed);
  return (error as RoadClosed).message;
};

describe('road to the outside', () => {
  it('leads only to hosts that the settings name, at their ports', async () => {
    const { get, looked } = road({ hosts: ['hooks.example', 'other.example:8443'] }, ['127.0.0.1']);
    for (const url of [
      'https://evil.example/',
      'https://hooks.example:8443/',
      'https://other.example/',
      'https://hooks.example.evil.example/',
    ])
      expect(await closed(get(url))).toMatch(/is not allowed; messages\.hosts or messages\.privateHosts/);
    expect(looked).toEqual([]);
  });

  it('is encrypted, unless the host is inside the network', async () => {
    const { get } = road({ hosts: ['hooks.example'] }, ['93.184.216.34']);
    expect(await closed(get('http://hooks.example/'))).toContain('unencrypted');
    const port = await serve((_, response) => response.end('inside'));
    const inside = road({ privateHosts: [`ntfy.lan:${port}`] }, ['127.0.0.1']);
    expect(await inside.get(`http://ntfy.lan:${port}/`)).toMatchObject({ status: 200, body: 'inside' });
  });

  it.each([
    '127.0.0.1',
    '10.3.0.7',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.7.7',
    '100.64.0.1',
    '::1',
    'fd00::1',
    'fe80::1',
    '::ffff:10.0.0.1',
  ])('does not lead to %s, whatever name has that address', async (address) => {
    const { get } = road({ hosts: ['hooks.example'] }, [address]);
    expect(await closed(get('https://hooks.example/secret-path?key=1'))).toMatch(
      /^hooks\.example: .* is an address inside the network; messages\.privateHosts allows it$/,
    );
  });

  it.each([
    '169.254.169.254',
    '100.100.100.200',
    '::ffff:100.100.100.200',
    'fd00:ec2::254',
    '169.254.170.2',
    '224.0.0.1',
    '255.255.255.255',
    '64:ff9b::a9fe:a9fe',
  ])('never leads to %s, though the name stands among those inside the network', async (address) => {
    const { get } = road({ privateHosts: ['box.lan'] }, [address]);
    expect(await closed(get('https://box.lan/'))).toMatch(/hands out secrets|no address of one machine/);
  });

  it('is closed when one of several addresses is inside the network', async () => {
    const { get } = road({ hosts: ['hooks.example'] }, ['93.184.216.34', '10.0.0.1']);
    expect(await closed(get('https://hooks.example/'))).toContain('10.0.0.1');
  });

  it('looks the name up for each connection: a DNS that changes its mind does not get through', async () => {
    let reached = 0;
    const port = await serve((_, response) => {
      reached++;
      response.end('taken');
    });
    // The first answer is the one that is connected to; there is no look before it.
    const { get, looked } = road({ hosts: [`hooks.example:${port}`] }, ['127.0.0.1'], ['93.184.216.34']);
    expect(await closed(get(`https://hooks.example:${port}/`))).toContain('127.0.0.1');
    expect([looked, reached]).toEqual([['hooks.example'], 0]);
  });

  it.each(['http://127.0.0.1:9/', 'http://[::1]:9/', 'http://0x7f.1:9/', 'http://2130706433:9/', 'http://localhost:9/'])(
    'takes %s for what it is',
    async (url) => {
      const { get } = road({ hosts: ['127.0.0.1:9', '[::1]:9', 'localhost:9'] }, ['127.0.0.1']);
      expect(await closed(get(url))).toContain('unencrypted');
      expect(await closed(get(url.replace('http:', 'https:')))).toContain('inside the network');
    },
  );

  it('speaks http and nothing else, and no user or password in an address', async () => {
    const { get } = road({ hosts: ['hooks.example'] }, ['93.184.216.34']);
    expect(await closed(get('file:///etc/passwd'))).toContain('allowed: https');
    expect(await closed(get('ftp://hooks.example/'))).toContain('allowed: https');
    const words = await closed(get('https://user:secret@hooks.example/'));
    expect(words).toContain('user or password');
    expect(words).not.toContain('secret');
  });

  it('gives a redirect back as an answer: where it leads is not asked', async () => {
    let followed = 0;
    const inside = await serve((_, response) => {
      followed++;
      response.end('secrets');
    });
    const port = await serve((_, response) => response.writeHead(302, { location: `http://127.0.0.1:${inside}/` }).end());
    const { get } = road({ privateHosts: [`hooks.lan:${port}`, `127.0.0.1:${inside}`] }, ['127.0.0.1']);
    expect(await get(`http://hooks.lan:${port}/`)).toMatchObject({ status: 302 });
    expect(followed).toBe(0);
  });

  it('says in errors which host, never which path', async () => {
    const port = await serve((request) => request.socket.destroy());
    const { get } = road({ privateHosts: [`hooks.lan:${port}`] }, ['127.0.0.1']);
    const error: unknown = await get(`http://hooks.lan:${port}/send?key=very-secret`).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(Error);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('very-secret');
  });
});

describe('certificates', () => {
  let vendor: Vendor;
  beforeAll(async () => {
    vendor = await openVendor();
  });
  afterAll(() => vendor.close());

  const get = (host: string, ca?: string) => {
    const kindOf = createAllowedHosts({ vendors: [], hosts: [], privateHosts: [`${host}:${vendor.port}`] });
    const ask = createHttpRoad({ kindOf, resolve: everythingIsHere, ca });
    return ask({ method: 'GET', url: new URL(`https://${host}:${vendor.port}/`) });
  };

  it('are checked: an unknown authority and a wrong name are refused, also inside the network', async () => {
    vendor.will({ status: 200, body: 'hello' });
    await expect(get('api.day.app', vendor.ca)).resolves.toMatchObject({ status: 200 });
    await expect(get('api.day.app')).rejects.toThrow(/certificate|issuer/);
    await expect(get('other.example', vendor.ca)).rejects.toThrow(/altnames/);
    expect(vendor.asked).toHaveLength(1);
  });
});
