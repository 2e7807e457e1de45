import type { Clock } from '../../domain/clock.ts';
import type { CodeKind, OneTimeCode, OneTimeCodes } from '../../store/access-ports.ts';
import { hashSecret, makeSecret } from './secret-text.ts';

/** Links that let somebody in once. */
export interface Links {
  /** Those made before for the same person are not good any more. */
  make(kind: CodeKind, person: string | null, label?: string): Promise<{ code: string; expiresAt: number }>;
  /** The code if it is still good; it stays so. */
  look(kind: CodeKind, code: string): Promise<OneTimeCode | undefined>;
  /** The code if it was good and is used up now. */
  use(kind: CodeKind, code: string): Promise<OneTimeCode | undefined>;
}

const DAY_MS = 86_400_000;
/** Somebody is invited over the week-end; a phone is held in front of the screen. The one for set-up ends with the next start. */
const LIFE_MS: Readonly<Record<CodeKind, number>> = { setup: 30 * DAY_MS, invite: 3 * DAY_MS, pair: 10 * 60_000 };

export function createLinks(codes: OneTimeCodes, now: Clock): Links {
  return {
    async make(kind, person, label = '') {
      const code = makeSecret();
      const createdAt = now();
      const expiresAt = createdAt + LIFE_MS[kind];
      await codes.drop(kind, person ?? undefined);
      await codes.save({ id: hashSecret(code), kind, person, label, createdAt, expiresAt, usedAt: null });
      return { code, expiresAt };
    },

    async look(kind, code) {
      const found = await codes.get(hashSecret(code));
      return found && found.kind === kind && found.usedAt === null && found.expiresAt > now() ? found : undefined;
    },

    use: (kind, code) => codes.use(hashSecret(code), kind, now()),
  };
}
