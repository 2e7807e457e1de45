import { describe, expect, it } from 'vitest';
import { createAllowedHosts } from '../../outgoing/allowed-hosts.ts';

const kindOf = createAllowedHosts({
  vendors: ['qyapi.weixin.qq.com', '*.push.ft07.com'],
  hosts: ['Hooks.School.example', 'push.example:8443'],
  privateHosts: ['ntfy.lan', '10.0.3.7:2586', '[fd00::7]:8080', 'localhost:9'],
});

describe('allowed hosts', () => {
  it.each([
    ['qyapi.weixin.qq.com', 443, 'public'],
    ['QYAPI.weixin.qq.com.', 443, 'public'],
    ['qyapi.weixin.qq.com', 8443, undefined],
    ['evil-qyapi.weixin.qq.com', 443, undefined],
    ['9.push.ft07.com', 443, 'public'],
    ['push.ft07.com', 443, undefined],
    ['evilpush.ft07.com', 443, undefined],
    ['hooks.school.example', 443, 'public'],
    ['hooks.school.example', 465, 'public'],
    ['hooks.school.example', 22, undefined],
    ['push.example', 8443, 'public'],
    ['push.example', 443, undefined],
    ['ntfy.lan', 80, 'private'],
    ['ntfy.lan', 6379, undefined],
    ['10.0.3.7', 2586, 'private'],
    ['[fd00::7]', 8080, 'private'],
    ['localhost', 9, 'private'],
    ['', 443, undefined],
  ] as const)('%s at %i: %s', (host, port, kind) => {
    expect(kindOf(host, port)).toBe(kind);
  });
});
