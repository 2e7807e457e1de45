import { readFileSync } from 'node:fs';
import { CannotStart } from './cannot-start.ts';

export interface MqttSettings {
  /** Without user and password. */
  url: string;
  username?: string | undefined;
  password?: string | undefined;
  /** Holds the password, and wins over it. */
  passwordFile?: string | undefined;
  protocol: 'auto' | '5' | '3.1.1';
  receiveMaximum: number;
  /** PEM: the authority that signed the broker's certificate. */
  caFile?: string | undefined;
  /** PEM: the certificate that we show to the broker, and its key. */
  certFile?: string | undefined;
  keyFile?: string | undefined;
}

/** As MQTT.js takes them. */
export interface Credentials {
  username?: string;
  password?: string;
  ca?: Buffer;
  cert?: Buffer;
  key?: Buffer;
}

/**
 * Who we are, to the broker. Read for each attempt to connect: passwords and certificates are renewed while we run.
 *
 * @throws CannotStart naming the setting whose file cannot be read
 */
export function readCredentials(settings: Omit<MqttSettings, 'url' | 'protocol' | 'receiveMaximum'>): Credentials {
  const { username, passwordFile, caFile, certFile, keyFile } = settings;
  // One trailing line break belongs to the editor, not to the password.
  const secret =
    passwordFile === undefined
      ? undefined
      : read('passwordFile', passwordFile)
          .toString()
          .replace(/\r?\n$/, '');
  if (secret === '') throw new CannotStart(`mqtt.passwordFile: '${passwordFile}' is empty`);
  const password = secret ?? settings.password;
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(caFile !== undefined && { ca: read('caFile', caFile) }),
    ...(certFile !== undefined && { cert: read('certFile', certFile) }),
    ...(keyFile !== undefined && { key: read('keyFile', keyFile) }),
  };
}

function read(setting: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CannotStart(`mqtt.${setting}: cannot read '${file}'`, { cause: error });
  }
}
