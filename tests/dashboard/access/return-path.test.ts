import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { returnPath, signInPath } from '../../../dashboard/access/return-path.ts';

const SERVER = 'http://school.example';

describe('the way back after the sign-in', () => {
  it.each(['/alerts', '/alerts?state=open&site=a', '/meters/b1-main#history', '/', '/tonight', '/楼栋'])('leads to %s', (path) => {
    const back = returnPath(path);
    expect(new URL(back!, SERVER).href).toBe(new URL(path, SERVER).href);
  });

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/x/..//evil.example',
    '/./\\evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'alerts',
    '',
    ' /alerts',
  ])('never leads to %j', (path) => {
    expect(returnPath(path)).toBeUndefined();
  });

  it('never leads round in a circle, or to something that is no page', () => {
    for (const path of ['/sign-in', '/sign-in?to=/alerts', '/setup#code', '/invite', '/pair#code', '/api/session'])
      expect(returnPath(path), path).toBeUndefined();
    expect(returnPath('/invited')).toBe('/invited');
  });

  it('is nothing where the address bar names none, or several', () => {
    expect(returnPath(undefined)).toBeUndefined();
    expect(returnPath(['/alerts', '/rules'])).toBeUndefined();
    expect(returnPath(null)).toBeUndefined();
  });

  it('stays on this server, whatever is asked, also when it is read a second time', () => {
    const pieces = fc.array(
      fc.constantFrom('/', '\\', '.', '..', '//', 'a', ':', '@', '?', '#', '%2f', '%5c', '\t', '\n', 'evil.example', 'https:'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          pieces.map((some) => `/${some.join('')}`),
          fc.webPath(),
          fc.string(),
        ),
        (asked) => {
          const back = returnPath(asked);
          if (back === undefined) return;
          expect(new URL(back, SERVER).origin).toBe(SERVER);
          expect(returnPath(back)).toBe(back);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('the address of the sign-in', () => {
  it('carries where one was and why one was sent here', () => {
    expect(signInPath('/alerts?state=open')).toBe('/sign-in?to=%2Falerts%3Fstate%3Dopen');
    expect(signInPath('/alerts', 'expired')).toBe('/sign-in?to=%2Falerts&why=expired');
    expect(returnPath(new URL(signInPath('/alerts?a=1&b=2'), SERVER).searchParams.get('to'))).toBe('/alerts?a=1&b=2');
  });

  it('is short for who comes to the front page, and carries nothing foreign', () => {
    expect(signInPath('/')).toBe('/sign-in');
    expect(signInPath('//evil.example')).toBe('/sign-in');
  });
});
