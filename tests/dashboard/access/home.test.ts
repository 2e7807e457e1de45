import { describe, expect, it } from 'vitest';
import { homeOf, mayOpen, opensDashboard, rolesThatMay, type SignedIn } from '../../../dashboard/access/home.ts';
import { GRANTS, PERMISSIONS, type Role, ROLES } from '../../../domain/access.ts';

const visitor = (role: Role, by: SignedIn['by'] = 'password') => ({ role, by, permissions: [...GRANTS[role]] });

describe('where somebody belongs', () => {
  it('is the overview for everybody of the office', () => {
    for (const role of [
      'administrator',
      'logistics_head',
      'grade_leader',
      'principal',
      'guest_expert',
      'electrician',
      'contractor',
    ] as const)
      expect(homeOf(visitor(role)), role).toBe('/');
  });

  it('is tonight’s list for a guard, with a phone, a password or in the demo', () => {
    for (const by of ['device', 'password', 'demo'] as const) expect(homeOf(visitor('guard', by))).toBe('/tonight');
  });

  it('is the repair list for the phone of an electrician, and the overview for his desk', () => {
    expect(homeOf(visitor('electrician', 'device'))).toBe('/work');
    expect(homeOf(visitor('electrician', 'demo'))).toBe('/');
  });

  it('is the page of findings for who only reports', () => {
    expect(homeOf(visitor('student_inspector'))).toBe('/findings');
  });

  it('is the own account for who may do nothing yet', () => {
    expect(homeOf({ role: 'student_inspector', by: 'password', permissions: [] })).toBe('/account');
  });

  it('is a page that is open to the one who is sent there', () => {
    const needs = {
      '/': 'see',
      '/tonight': 'see_tonight',
      '/work': 'see_work',
      '/findings': 'report_finding',
      '/account': 'signed_in',
    } as const;
    for (const role of ROLES) {
      const home = homeOf(visitor(role)) as keyof typeof needs;
      expect(mayOpen(needs[home], visitor(role)), `${role} at ${home}`).toBe(true);
    }
  });

  it('is never the dashboard for a paired phone', () => {
    expect(opensDashboard({ by: 'device' })).toBe(false);
    expect(opensDashboard({ by: 'password' })).toBe(true);
    for (const role of ['guard', 'electrician'] as const) expect(homeOf(visitor(role, 'device'))).not.toBe('/');
  });
});

describe('a page', () => {
  it('opens to who has its permission, and to nobody else', () => {
    for (const role of ROLES)
      for (const permission of PERMISSIONS) expect(mayOpen(permission, visitor(role))).toBe(GRANTS[role].includes(permission));
  });

  it('that asks for a sign-in opens to everybody who is in; a way in opens to all', () => {
    expect(mayOpen('signed_in', visitor('guard'))).toBe(true);
    expect(mayOpen('signed_in', null)).toBe(false);
    expect(mayOpen('see', null)).toBe(false);
    expect(mayOpen('open', null)).toBe(true);
  });

  it('goes by what the server grants, not by the name of the role', () => {
    expect(mayOpen('audit', { permissions: ['see'] })).toBe(false);
  });

  it('that is closed says who has the permission', () => {
    expect(rolesThatMay('manage_people')).toEqual(['administrator']);
    expect(rolesThatMay('set_rules')).toEqual(['administrator', 'logistics_head']);
    expect(rolesThatMay('correct')).toEqual(['administrator', 'logistics_head', 'electrician']);
  });
});
