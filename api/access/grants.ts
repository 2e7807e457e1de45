import { GRANTS, may, type Reach, type Role, type Visitor } from '../../domain/access.ts';

/** Come in by a phone that was paired once, without a password: what they may do is little, and a phone gets lost. */
export const DEVICE_ROLES: readonly Role[] = ['guard', 'electrician'];

/** Whether somebody of `inner` sees nothing that somebody of `outer` does not. */
export function isWithin(inner: Reach, outer: Reach): boolean {
  const fits = (some: readonly string[] | null, all: readonly string[] | null) =>
    all === null || (some?.every((id) => all.includes(id)) ?? false);
  return fits(inner.sites, outer.sites) && fits(inner.buildings, outer.buildings) && fits(inner.spaces, outer.spaces);
}

/** Nobody gives away what he has not. */
export const mayGrant = (visitor: Visitor, role: Role, reach: Reach) =>
  GRANTS[role].every((permission) => may(visitor, permission)) && isWithin(reach, visitor.reach);
