import { type Statement, type StatementKind, StatementRefused } from '../domain/correction.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import type { Meter } from '../domain/site.ts';
import type { IntervalStore, Records } from '../store/ports.ts';
import type { KnownSite } from '../jobs/catalog-cache.ts';
import type { RegisterSources } from './registers-around.ts';

/** What statements are held against. */
export interface CheckSources extends RegisterSources {
  intervals: Pick<IntervalStore, 'steps' | 'rawSince'>;
  records: Pick<Records, 'photos'>;
  now: number;
}

/** A statement of one kind. */
export type Of<K extends StatementKind> = Extract<Statement, { kind: K }>;

/** The meter as it is understood now, and as it would be with the statement. */
export interface Change {
  site: KnownSite;
  before: Meter;
  after: Meter;
}

export const instant = (at: number) => new Date(at).toISOString();

/** The field of its consumption. @throws StatementRefused for an instrument without any */
export function fieldOf(meter: Meter, kind: StatementKind) {
  const { register, interval } = MEDIUM_FACTS[meter.medium];
  const field = meter.kind === 'interval' ? interval : register;
  if (!field)
    throw new StatementRefused(
      'statement.kind',
      `'${meter.id}' measures ${meter.medium}: it has no consumption that a '${kind}' could change`,
    );
  return field;
}

/** @throws StatementRefused for a feed of amounts too */
export function registerOf(meter: Meter, kind: StatementKind) {
  const field = fieldOf(meter, kind);
  if (meter.kind === 'interval')
    throw new StatementRefused('statement.kind', `'${meter.id}' sends amounts, not a register: there is no '${kind}' to explain`);
  return field;
}

export async function checkKept({ intervals }: CheckSources, key: string, at: number): Promise<void> {
  const rawSince = await intervals.rawSince();
  if (at <= rawSince)
    throw new StatementRefused(
      `statement.${key}`,
      `readings before ${instant(rawSince)} are not kept any more, so ${instant(at)} cannot be computed again`,
    );
}
