import type { HostKind } from './allowed-hosts.ts';
import { PRIVATE_SETTING, unlisted } from './http-road.ts';

/** What would close a road before it is tried; whether the host has an open address is known only then. */
export function createHostTrouble(kindOf: (host: string, port: number) => HostKind) {
  return (host: string, port: number, isEncrypted: boolean): string | undefined => {
    const kind = kindOf(host, port);
    if (kind === undefined) return unlisted(`${host}:${port}`);
    return kind === 'public' && !isEncrypted
      ? `${host} would be asked unencrypted; allowed: https, or http within ${PRIVATE_SETTING}`
      : undefined;
  };
}
