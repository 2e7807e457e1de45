import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { describe, expect, it } from 'vitest';
import { COOKIE } from '../../../api/access/cookie.ts';
import { readTls } from '../../../roles/tls.ts';
import { createAuthority } from '../../support/certificates.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { linksOf, openDoor, PASSWORD } from './door.ts';

const HTTP = { host: '127.0.0.1', port: 0, trustProxy: [], hallScreen: false, plainSignIn: false };

describe('pages with a certificate of their own', () => {
  it('are https: the cookie is a secure one, and browsers come by https from then on', async () => {
    const authority = createAuthority(temporaryFolder(), 'school');
    const school = await openDoor({ tls: readTls({ ...HTTP, ...authority.sign('server') })! });
    const url = await school.app.listen({ host: '127.0.0.1', port: 0 });
    expect(url).toMatch(/^https:/);
    const { code } = await linksOf(school).make('setup', null);
    const body = JSON.stringify({ code, name: '张主任', login: 'zhang', password: PASSWORD });
    const { status, headers } = await post(`${url}/api/setup`, body, readFileSync(authority.caFile));
    expect([status, headers['strict-transport-security']]).toEqual([200, 'max-age=31536000']);
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(new RegExp(`^${COOKIE}=.*; Path=/; .*HttpOnly; Secure; SameSite=Strict`)),
    ]);
  });

  it('do not start with a file that is not there, or with the key of another', () => {
    const folder = temporaryFolder();
    const authority = createAuthority(folder, 'school');
    const [one, two] = [authority.sign('one'), authority.sign('two')];
    expect(() => readTls({ ...HTTP, ...one, keyFile: `${folder}/none.key` })).toThrow(/http\.keyFile '.*none\.key' cannot be read/);
    expect(() => readTls({ ...HTTP, ...one, keyFile: two.keyFile })).toThrow(/are no certificate and its key/);
    expect(readTls(HTTP)).toBeUndefined();
  });
});

function post(
  url: string,
  body: string,
  ca: Buffer,
): Promise<{ status: number | undefined; headers: Record<string, string | string[] | undefined> }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', origin: new URL(url).origin };
    const asked = request(url, { method: 'POST', ca, headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, headers: response.headers });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
