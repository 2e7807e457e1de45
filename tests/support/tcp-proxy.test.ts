import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTcpProxy, type TcpProxy } from './tcp-proxy.ts';

describe('TCP proxy', () => {
  let server: Server;
  let proxy: TcpProxy;
  const heard: string[] = [];
  const clients: Socket[] = [];
  beforeEach(async () => {
    heard.length = 0;
    server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        heard.push(chunk.toString());
        socket.write(chunk.toString().toUpperCase());
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy = await openTcpProxy((server.address() as AddressInfo).port);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await proxy.close();
    server.close();
  });

  async function talk() {
    const socket = connect({ port: proxy.port, host: '127.0.0.1' });
    clients.push(socket);
    const state = { text: '', closed: false };
    socket.on('error', () => {});
    socket.on('data', (chunk) => (state.text += chunk.toString()));
    socket.on('close', () => (state.closed = true));
    await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => {});
    return { say: (text: string) => socket.write(text), state, socket };
  }
  const becomes = (state: { text: string }, text: string) => vi.waitFor(() => expect(state.text).toBe(text), { timeout: 5000 });

  it('passes both ways, and after a blackhole what was held, in order', async () => {
    const { say, state } = await talk();
    say('a');
    await becomes(state, 'A');
    proxy.pause();
    say('b');
    say('c');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([state.text, heard]).toEqual(['A', ['a']]);
    proxy.heal();
    await becomes(state, 'ABC');
  });

  it('lets only the client be heard when half open', async () => {
    const { say, state } = await talk();
    proxy.halfOpen();
    say('a');
    await vi.waitFor(() => expect(heard).toEqual(['a']));
    expect(state.text).toBe('');
    proxy.heal();
    await becomes(state, 'A');
  });

  it('cuts, refuses, and cuts an answer in the middle', async () => {
    const first = await talk();
    proxy.destroy();
    await vi.waitFor(() => expect(first.state.closed).toBe(true));
    const second = await talk();
    proxy.cutAfter(2);
    second.say('abcdef');
    await vi.waitFor(() => expect(second.state.closed).toBe(true));
    proxy.refuse();
    const third = await talk();
    await vi.waitFor(() => expect(third.state.closed).toBe(true));
    proxy.heal();
    const fourth = await talk();
    fourth.say('x');
    await becomes(fourth.state, 'X');
    fourth.socket.destroy();
    await vi.waitFor(() => expect(proxy.connections()).toBe(0));
  });

  it('drips and delays without losing a byte', async () => {
    const { say, state } = await talk();
    proxy.drip(3);
    say('abcdefgh');
    await becomes(state, 'ABCDEFGH');
    expect(heard.length).toBeGreaterThan(1);
    proxy.heal();
    proxy.delay(50);
    const before = performance.now();
    say('i');
    await becomes(state, 'ABCDEFGHI');
    expect(performance.now() - before).toBeGreaterThan(90);
  });
});
