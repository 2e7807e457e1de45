export interface AskedHost {
  /** The setting that says so. */
  field: string;
  host: string;
  port: number;
  isEncrypted: boolean;
}

/**
 * Where settings of an address would send to, as far as they say so themselves: web addresses, and the `host` and `port` of mail.
 * Roads whose vendor is known say nothing of it.
 */
export function hostsAsked(settings: Readonly<Record<string, unknown>>): AskedHost[] {
  const { host, port } = settings;
  const mail = typeof host === 'string' && typeof port === 'number' ? [{ field: 'host', host, port, isEncrypted: true }] : [];
  return [...mail, ...Object.entries(settings).flatMap(([field, value]) => webHost(field, value) ?? [])];
}

function webHost(field: string, value: unknown): AskedHost | undefined {
  if (typeof value !== 'string' || !/^https?:\/\//i.test(value) || !URL.canParse(value)) return undefined;
  const { hostname, port, protocol } = new URL(value);
  const isEncrypted = protocol === 'https:';
  return { field, host: hostname, port: port === '' ? (isEncrypted ? 443 : 80) : Number(port), isEncrypted };
}
