import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connected, createScenes, endWithFourChecks, numbered, stored } from '../faults/broker-scene.ts';
import { type Authority, type Certificate, createAuthority } from '../support/certificates.ts';
import { hasMosquitto, type MosquittoOptions } from '../support/mosquitto.ts';
import { until } from './rig.ts';

/** Over the listener of deploy/mosquitto-tls.conf. */
describe.skipIf(!hasMosquitto)('an encrypted connection', { timeout: 60_000 }, () => {
  const scenes = createScenes();
  let dir: string;
  let school: Authority;
  let stranger: Authority;
  let broker: Certificate;
  let ours: Certificate;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'greenleaf-certificates-'));
    school = createAuthority(dir, 'school');
    stranger = createAuthority(dir, 'stranger');
    broker = school.sign('broker');
    ours = school.sign('collector');
  });

  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const open = (options: MosquittoOptions = {}) => scenes.open({ tls: broker, ...options });
  const troubleOf = async (rig: Awaited<ReturnType<typeof open>>['rig'], mqtt: object) => {
    const collector = rig.collector({ mqtt });
    await collector.start();
    await until('not connected, and known why', () => !/not connected yet/.test(collector.state().trouble ?? 'not connected yet'));
    const { trouble } = collector.state();
    await collector.stop();
    return trouble;
  };

  it.each(['5', '3.1.1'] as const)('carries readings to a broker whose authority we know (MQTT %s)', async (protocol) => {
    const { broker: server, rig } = await open();
    const collector = rig.collector({ mqtt: { protocol, caFile: school.caFile } });
    await collector.start();
    await connected(collector);
    const { messages, published } = numbered(20);
    const meter = await scenes.client(server.url, { ca: readFileSync(school.caFile) });
    for (const [topic, payload] of messages) await meter.publishAsync(topic, JSON.stringify(payload), { qos: 1 });
    await stored(collector, 20);
    await endWithFourChecks(rig, collector, published);
  });

  it('is refused to a broker whose authority is another one or unknown, and the sentence names the setting', async () => {
    const { rig } = await open();
    expect(await troubleOf(rig, { caFile: stranger.caFile })).toContain('mqtt.caFile');
    expect(await troubleOf(rig, {})).toContain('mqtt.caFile');
  });

  it('is refused when the certificate is for another name', async () => {
    const { rig } = await open({ tls: school.sign('elsewhere', 'DNS:elsewhere.example') });
    expect(await troubleOf(rig, { caFile: school.caFile })).toContain('another name');
  });

  it('shows our certificate where the broker wants one; without it, or with a strange one, the sentence says so', async () => {
    const { rig } = await open({ tls: { ...broker, clientCaFile: school.caFile } });
    const { caFile } = school;
    expect(await troubleOf(rig, { caFile })).toContain('mqtt.certFile');
    expect(await troubleOf(rig, { caFile, ...stranger.sign('collector') })).toContain('mqtt.certFile');
    const collector = rig.collector({ mqtt: { caFile, ...ours } });
    await collector.start();
    await connected(collector);
  });

  it('takes a renewed certificate without a restart', async () => {
    const { rig } = await open({ tls: { ...broker, clientCaFile: school.caFile } });
    const [certFile, keyFile] = [join(dir, 'renewed.crt'), join(dir, 'renewed.key')];
    const strange = stranger.sign('renewed');
    const put = (from: Certificate) => [copyFileSync(from.certFile, certFile), copyFileSync(from.keyFile, keyFile)];
    put(strange);
    const collector = rig.collector({ mqtt: { caFile: school.caFile, certFile, keyFile } });
    await collector.start();
    await until('refused', () => collector.state().trouble?.includes('mqtt.certFile'));
    put(ours);
    await connected(collector);
    expect(collector.state().trouble).toBeNull();
  });

  it.each(['passwordFile', 'caFile', 'certFile', 'keyFile'])('does not begin when %s is not there, and names it', async (setting) => {
    const { rig } = await open();
    await expect(rig.collector({ mqtt: { [setting]: '/nowhere/file' } }).start()).rejects.toThrow(
      `mqtt.${setting}: cannot read '/nowhere/file'`,
    );
  });
});
