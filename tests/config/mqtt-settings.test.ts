import { describe, expect, it } from 'vitest';
import { loadSettings } from '../../config/load.ts';

function load(yaml: string, env: Record<string, string> = {}) {
  const files: Record<string, string> = { '/school/greenleaf.yaml': yaml, '/school/secret': 'from the file\n' };
  const readFile = (path: string) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error('gone'), { code: 'ENOENT' });
    return text;
  };
  return loadSettings({ env, cwd: '/school', readFile }).settings.mqtt;
}

describe('settings of the broker', () => {
  it('keep the file of the password, which is read again for each connection', () => {
    expect(load('mqtt: { passwordFile: /etc/greenleaf/mqtt }')).toMatchObject({ passwordFile: '/etc/greenleaf/mqtt' });
    const mqtt = load('mqtt: { passwordFile: old }', { GREENLEAF_MQTT_PASSWORD_FILE: 'secret' });
    expect(mqtt).toMatchObject({ password: 'from the file', passwordFile: 'secret' });
  });

  it('let a password of the environment win over a file of the settings', () => {
    const mqtt = load('mqtt: { passwordFile: old }', { GREENLEAF_MQTT_PASSWORD: 'now' });
    expect([mqtt.password, mqtt.passwordFile]).toEqual(['now', undefined]);
  });

  it.each([
    ['certFile', 'keyFile'],
    ['keyFile', 'certFile'],
  ])('want %s and %s together', (there, missing) => {
    expect(() => load(`mqtt: { ${there}: a.pem }`)).toThrow(`mqtt.${there}: needs mqtt.${missing} beside it; allowed: both or neither`);
    expect(load(`mqtt: { ${there}: a.pem, ${missing}: b.pem }`)).toMatchObject({ [there]: 'a.pem' });
  });
});
