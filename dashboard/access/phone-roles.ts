import type { Role } from '../../domain/access.ts';

/** Who may come in by a paired phone alone. */
export const PHONE_ROLES = ['guard', 'electrician'] as const satisfies readonly Role[];
export const takesPhone = (role: Role): boolean => (PHONE_ROLES as readonly Role[]).includes(role);
