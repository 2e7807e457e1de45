import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutSecrets } from '../../../alerts/channels/without-secrets.ts';

describe('words without secrets', () => {
  it.each([
    [
      'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693axxx6-7aoc failed',
      'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=*** failed',
    ],
    ['POST /robot/send?access_token=b10dee&timestamp=1795&sign=GiVq%3D', 'POST /robot/send?access_token=***&timestamp=1795&sign=***'],
    ['/open-apis/bot/v2/hook/a1b2c3d4-0000 not found', '/open-apis/bot/v2/hook/*** not found'],
    ['https://sctapi.ftqq.com/SCT1234Tabcd.send', 'https://sctapi.ftqq.com/***.send'],
    ['authorization: Bearer tk_AgQdq7mVBoFD37zQ', 'authorization: Bearer ***'],
    ['AccessKeyId%3DLTAI5t6TfVmnXGapKuhbYJxe%26PhoneNumbers%3D17621940266%26', 'AccessKeyId%3D***%26PhoneNumbers%3D176****0266%26'],
    ['AccessKeyId%253DLTAI5t6TfVmnXGapKuhbYJxe%2526', 'AccessKeyId%253D***%2526'],
    ['{"device_key":"nysrsh","token":"abc"}', '{"device_key":"***","token":"***"}'],
    ['13800138000 and 86 13912345678', '138****8000 and 86 139****5678'],
    ['from ip: 172.212.167.87, more info', 'from ip: 172.212.167.87, more info'],
  ])('%s', (words, clean) => {
    expect(withoutSecrets(words, [])).toBe(clean);
  });

  it('hides the secrets of an address in whatever clothes they come', () => {
    const secret = 'p@ss/w0rd "x"';
    const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret), Buffer.from(secret).toString('base64')];
    expect(withoutSecrets(forms.join(' | '), [secret])).toBe('*** | *** | "***" | ***==');
  });

  it('is one line of at most 500 characters', () => {
    const words = withoutSecrets(`a\r\nb\u0000c\u001b[31m${'错'.repeat(64_000)}`, []);
    expect(Array.from(words)).toHaveLength(500);
    expect(words.startsWith('a b c [31m')).toBe(true);
  });

  it('never lets a secret through', () => {
    const words = fc.string({ unit: 'grapheme', maxLength: 30 });
    fc.assert(
      fc.property(words, fc.stringMatching(/^[A-Za-z0-9+/=_-]{16,40}$/), words, (before, secret, after) => {
        expect(withoutSecrets(before + secret + after, [secret])).not.toContain(secret);
      }),
    );
  });
});
