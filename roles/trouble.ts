import { SettingsError } from '../config/settings-error.ts';
import { StoreMisconfigured, StoreUnavailable } from '../store/ports.ts';
import { SecretKeyUnusable } from '../store/secrets.ts';

/** Why the program cannot go on, in sentences with the way out. Never a stack trace for what a person can mend. */
export class StartTrouble extends Error {
  override readonly name = 'StartTrouble';
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** @returns the words to print; undefined for a fault of our own, which deserves its stack trace */
export function explainTrouble(error: unknown): string | undefined {
  if (error instanceof SettingsError)
    return ['The settings cannot be used:', ...error.mistakes.map((mistake) => `  ${mistake}`)].join('\n');
  const told = [StartTrouble, StoreMisconfigured, StoreUnavailable, SecretKeyUnusable];
  if (error instanceof Error && told.some((kind) => error instanceof kind)) return error.message;
  return undefined;
}

/** @throws StartTrouble saying what the folder lacks */
export function explainDataDir(dataDir: string, error: unknown): StartTrouble {
  const reasons: Record<string, string> = {
    EACCES: 'this user may not write there',
    EPERM: 'this user may not write there',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
    ENOTDIR: 'a part of the path is a file',
    EEXIST: 'there is a file of that name',
  };
  const why = reasons[codeOf(error)] ?? String(error instanceof Error ? error.message : error);
  return new StartTrouble(`The data folder ${dataDir} cannot be used: ${why}. Name another one: GREENLEAF_DATA=/path npm start`, {
    cause: error,
  });
}

export function explainListen(host: string, port: number, error: unknown): unknown {
  const reasons: Record<string, string> = {
    EADDRINUSE: 'another program (perhaps another Greenleaf) uses it',
    EACCES: 'this user may not use it (ports below 1024 need root)',
    EADDRNOTAVAIL: 'this machine has no such address',
  };
  const why = reasons[codeOf(error)];
  if (why === undefined) return error;
  return new StartTrouble(`Port ${port} of ${host} cannot be opened: ${why}. Take another one: GREENLEAF_PORT=${port + 1} npm start`, {
    cause: error,
  });
}
