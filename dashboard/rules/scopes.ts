import { type Scope, SCOPE_KINDS } from '../../domain/scope.ts';

/** A scope as it stands in an address: `meter:teaching-3.ac`. Ids may hold colons themselves. */
export const scopeText = ({ kind, id }: Scope): string => `${kind}:${id}`;

/** Undefined where it names no scope. */
export function parseScope(text: unknown): Scope | undefined {
  if (typeof text !== 'string') return undefined;
  const colon = text.indexOf(':');
  const kind = SCOPE_KINDS.find((one) => one === text.slice(0, Math.max(0, colon)));
  const id = text.slice(colon + 1);
  return kind && id !== '' ? { kind, id } : undefined;
}
