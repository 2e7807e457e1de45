import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { SettingsFile } from '../config/schema.ts';
import { StartTrouble } from './trouble.ts';

/** Certificate and key of our own pages; undefined: they are plain http. @throws StartTrouble naming the file */
export function readTls({ certFile, keyFile }: SettingsFile['http']): { cert: Buffer; key: Buffer } | undefined {
  if (certFile === undefined || keyFile === undefined) return undefined;
  const tls = { cert: readPem('http.certFile', certFile), key: readPem('http.keyFile', keyFile) };
  try {
    createSecureContext(tls);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StartTrouble(`http.certFile '${certFile}' and http.keyFile '${keyFile}' are no certificate and its key, in PEM: ${why}`, {
      cause,
    });
  }
  return tls;
}

function readPem(setting: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new StartTrouble(`${setting} '${file}' cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
