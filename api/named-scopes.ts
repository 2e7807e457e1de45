import type { Scope } from '../domain/scope.ts';
import { NotFound } from './problems.ts';
import type { ScopeView } from './schemas/rules.ts';
import { type SiteView, toNames } from '../consumption/site-view.ts';

/** A part of the school with its name. @throws NotFound with what is known, where it is not there */
export function toNamedScope(view: SiteView, { kind, id }: Scope): ScopeView {
  switch (kind) {
    case 'site':
      if (id !== view.id) throw new NotFound('site', id, [view.id]);
      return { kind, id, ...toNames(view.plan.site) };
    case 'building':
      return { kind, id, ...toNames(view.building(id)) };
    case 'meter':
      return { kind, id, ...toNames(view.meter(id)) };
    case 'space': {
      const space = view.spaces.get(id);
      if (!space) throw new NotFound('space', id, [...view.spaces.keys()]);
      return { kind, id, ...toNames(space) };
    }
  }
}
