import type { ChannelDefinition } from '../alerts/channels/channel.ts';
import { type AskedHost, hostsAsked } from '../alerts/channels/hosts-asked.ts';
import type { MessageDesk } from '../store/outbox-ports.ts';
import { Unprocessable } from './problems.ts';

/** Stands for a secret that is kept. */
export const HIDDEN = '***';

export type Settings = Readonly<Record<string, unknown>>;

/** As people see them: without secrets; an empty one is shown as empty. */
export function hideSecrets(settings: Settings, { secrets }: Pick<ChannelDefinition, 'secrets'>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, secrets.includes(name) && value !== '' ? HIDDEN : value]),
  );
}

/**
 * What is saved: checked by the channel, with the secrets that were left as they are.
 *
 * @param before  settings as they are saved; null: a new address, or they cannot be read any more
 * @param desk    says whether a host may be asked at all
 * @throws Unprocessable naming each field, its value (of a secret none) and what is allowed
 */
export function readSettings(
  definition: ChannelDefinition,
  sent: Settings,
  before: Settings | null,
  desk: Pick<MessageDesk, 'hostTrouble'>,
): Settings {
  const parsed = definition.settings.safeParse(withKept(definition, sent, before));
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => ({
      path: ['body.settings', ...path].join('.'),
      message: message + cameOf(definition, sent, path),
    }));
    throw new Unprocessable(...errors);
  }
  const closed = hostsAsked(parsed.data).flatMap((asked) => toTrouble(definition, asked, desk) ?? []);
  if (closed.length > 0) throw new Unprocessable(...closed);
  return parsed.data;
}

/** Secrets go with the hosts that they were entered for: whoever names another one enters them again. */
function withKept({ secrets }: ChannelDefinition, sent: Settings, before: Settings | null): Settings {
  const kept = secrets.filter((name) => sent[name] === HIDDEN);
  if (kept.length === 0) return sent;
  const [path] = kept.map((name) => `body.settings.${name}`) as [string];
  if (before === null)
    throw new Unprocessable({ path, message: `'${HIDDEN}' stands for a secret that is kept, and there is none; enter it` });
  const all = { ...sent, ...Object.fromEntries(kept.map((name) => [name, before[name]])) };
  const known = new Set(hostsAsked(before).map(nameOf));
  const strange = hostsAsked(all).find((asked) => !known.has(nameOf(asked)));
  if (strange) throw new Unprocessable({ path, message: `the server is another one now (${nameOf(strange)}); enter the secret again` });
  return all;
}

const nameOf = ({ host, port, isEncrypted }: AskedHost) => `${isEncrypted ? '' : 'http://'}${host}:${port}`;

function toTrouble({ secrets }: ChannelDefinition, { field, host, port, isEncrypted }: AskedHost, desk: Pick<MessageDesk, 'hostTrouble'>) {
  const trouble = desk.hostTrouble(host, port, isEncrypted);
  if (trouble === undefined) return undefined;
  return { path: `body.settings.${field}`, message: secrets.includes(field) ? trouble : `${trouble} (got '${host}')` };
}

function cameOf({ secrets }: ChannelDefinition, sent: Settings, path: readonly PropertyKey[]): string {
  const [field] = path;
  if (typeof field !== 'string' || secrets.includes(field)) return '';
  const value = path.reduce<unknown>((inside, key) => (inside as Record<PropertyKey, unknown> | null | undefined)?.[key], sent);
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isPlain ? ` (got '${String(value).slice(0, 100)}')` : '';
}
