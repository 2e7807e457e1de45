import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome, Parcel } from '../../../alerts/channels/channel.ts';
import { createRoads } from '../../../alerts/channels/create-roads.ts';
import { senderOf } from '../../../alerts/channels/registry.ts';
import { createAllowedHosts } from '../../../outgoing/allowed-hosts.ts';
import { createMailRoad } from '../../../outgoing/mail-road.ts';
import { PARCEL } from '../../contracts/channel.ts';
import { createAuthority } from '../../support/certificates.ts';
import { openSmtp, type Script, type Smtp } from '../../support/smtp.ts';
import { everythingIsHere, NOW } from '../../support/vendor.ts';

const HOST = 'mail.school.example';
const PASSWORD = 'authorisation-code-77';
let [dir, ca] = ['', ''];
let plain: Smtp;
let secure: Smtp;
let upgrades: Smtp;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'greenleaf-smtp-'));
  const authority = createAuthority(dir, 'school');
  ca = readFileSync(authority.caFile, 'utf8');
  const { certFile, keyFile } = authority.sign('mail', `DNS:${HOST}`);
  const tls = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  plain = await openSmtp();
  upgrades = await openSmtp(tls);
  secure = await openSmtp(tls, true);
});
afterAll(async () => {
  await Promise.all([plain.close(), secure.close(), upgrades.close()]);
  rmSync(dir, { recursive: true, force: true });
});

const settings = (port: number) => ({
  host: HOST,
  port,
  user: 'green',
  password: PASSWORD,
  from: 'green@school.example',
  to: ['head@school.example', 'zhang@school.example'],
});

async function send(
  server: Smtp,
  script: Script,
  parcel: Partial<Parcel> = {},
  more: Partial<Parameters<typeof createRoads>[0]> = {},
): Promise<Outcome> {
  server.will(script);
  const lists = { hosts: [], privateHosts: [`${HOST}:${server.port}`] };
  const deps = { ...lists, publish: () => Promise.resolve(), vapid: () => undefined, now: () => NOW, resolve: everythingIsHere, ca };
  const outcome = await senderOf('email', settings(server.port), createRoads({ ...deps, ...more })).send({ ...PARCEL, ...parcel });
  expect(JSON.stringify(outcome)).not.toContain(PASSWORD);
  expect(JSON.stringify(outcome)).not.toContain(Buffer.from(PASSWORD).toString('base64').replace(/=+$/, ''));
  return outcome;
}

/** The text of a mail in quoted-printable. */
const decoded = (text: string) =>
  decodeURIComponent(text.slice(text.indexOf('\n\n') + 2).replace(/=\n/g, '').replace(/%/g, '%25').replace(/=([0-9A-F]{2})/g, '%$1')); // prettier-ignore

describe('email', () => {
  it('is taken by the word after its text, and is the same message at each attempt', async () => {
    expect(await send(plain, {})).toEqual({ kind: 'accepted', answer: '250 2.0.0 Ok: queued as 4B2F' });
    expect(plain.commands.filter((line) => /^(MAIL|RCPT)/.test(line))).toEqual([
      'MAIL FROM:<green@school.example>',
      'RCPT TO:<head@school.example>',
      'RCPT TO:<zhang@school.example>',
    ]);
    const [mail] = plain.mails;
    expect(mail!.text).toMatch(/^Message-ID: <d-4711-1@school\.example>$/m);
    expect(mail!.text).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(mail!.text).toMatch(/^Subject: =\?UTF-8\?/m);
    const [line] = PARCEL.lines;
    expect(decoded(mail!.text)).toContain(`${PARCEL.title}\n${line}`);
  });

  it.each<[string, Script, object]>([
    [
      'an unknown user or password (535)',
      { AUTH: `535 5.7.8 Error: authentication failed for ${PASSWORD}` },
      { kind: 'permanent', why: { zh: expect.stringContaining('授权码') } },
    ],
    ['greylisting (451)', { RCPT: '451 4.7.1 Greylisted, please try again in 300 seconds' }, { kind: 'retry', afterMs: 300_000 }],
    ['a full queue (452)', { MAIL: '452 4.3.1 Insufficient system storage' }, { kind: 'retry', afterMs: 60_000 }],
    [
      'recipients that it does not have (550)',
      { RCPT: '550 5.1.1 User unknown' },
      { kind: 'permanent', why: { zh: expect.stringContaining('邮箱地址') } },
    ],
    ['spam (554)', { '.': '554 5.7.1 Message rejected as spam' }, { kind: 'permanent', why: { zh: expect.stringContaining('垃圾邮件') } }],
    [
      'a server that wants a login (530)',
      { MAIL: '530 5.7.0 Authentication required' },
      { kind: 'permanent', why: { zh: expect.stringContaining('登录') } },
    ],
    ['a server that is closing (421)', { GREETING: '421 4.3.2 Service shutting down' }, { kind: 'retry', afterMs: 60_000 }],
  ])('%s', async (_, script, expected) => {
    expect(await send(plain, script)).toMatchObject(expected);
    expect(plain.mails.length).toBe(script['.'] ? 1 : 0);
  });

  it('is encrypted where the server can, with its certificate checked', async () => {
    const offers: Script = { EHLO: '250-mail.school.example\r\n250-STARTTLS\r\n250 AUTH PLAIN' };
    expect(await send(upgrades, offers)).toMatchObject({ kind: 'accepted' });
    expect(upgrades.mails).toMatchObject([{ isEncrypted: true }]);
    expect(upgrades.commands.findIndex((line) => line.startsWith('AUTH'))).toBeGreaterThan(upgrades.commands.indexOf('STARTTLS'));
    expect(await send(upgrades, offers, {}, { ca: undefined })).toMatchObject({
      kind: 'retry',
      why: { en: expect.stringMatching(/certificate|issuer/) },
    });
    expect(upgrades.mails).toEqual([]);
  });

  it('is encrypted from the first byte on port 465', async () => {
    secure.will({});
    const kindOf = createAllowedHosts({ vendors: [], hosts: [], privateHosts: [`${HOST}:${secure.port}`] });
    const mail = { from: 'a@school.example', to: ['b@school.example'], subject: 'x', text: 'y', messageId: '<1@school.example>' };
    const server = { host: HOST, port: secure.port, secure: true };
    await expect(createMailRoad({ kindOf, resolve: everythingIsHere, ca })({ ...mail, server })).resolves.toMatchObject({
      accepted: ['b@school.example'],
    });
    expect(secure.mails).toMatchObject([{ isEncrypted: true }]);
    await expect(createMailRoad({ kindOf, resolve: everythingIsHere })({ ...mail, server })).rejects.toThrow(/certificate|issuer/);
  });

  it('has no headers of others making in its subject', async () => {
    await send(plain, {}, { title: '爆管\r\nBcc: everybody@school.example\n\nhello' });
    const [mail] = plain.mails;
    expect(mail!.text).not.toMatch(/^Bcc:/im);
    expect(plain.commands.filter((line) => line.startsWith('RCPT'))).toHaveLength(2);
  });

  it('goes to no server that the settings do not name, and to none inside the network', async () => {
    expect(await send(plain, {}, {}, { privateHosts: [] })).toMatchObject({
      kind: 'permanent',
      why: { en: expect.stringContaining('is not allowed') },
    });
    expect(await send(plain, {}, {}, { privateHosts: [], hosts: [`${HOST}:${plain.port}`] })).toMatchObject({
      kind: 'permanent',
      why: { en: expect.stringContaining('127.0.0.1 is an address inside the network') },
    });
    expect(plain.commands).toEqual([]);
  });

  it('gives up on a server that is silent', async () => {
    expect(await send(plain, { GREETING: '220-wait' }, {}, { deadlineMs: 300 })).toMatchObject({ kind: 'retry' });
  });

  it('says that it may be a repetition', async () => {
    await send(plain, {}, { isRepeat: true });
    expect(decoded(plain.mails[0]!.text)).toContain('（可能重复）3号楼疑似爆管');
  });
});
