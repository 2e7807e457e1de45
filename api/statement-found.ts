import type { SiteView } from '../consumption/site-view.ts';
import type { Visitor } from '../domain/access.ts';
import type { Statement } from '../domain/bill.ts';
import type { Records } from '../store/ports.ts';
import { NotFound } from './problems.ts';
import { checkWhole } from './reached.ts';
import type { SiteViews } from './site-views.ts';

/** A school for somebody who may see all that it sells on. @throws NotFound, Refused */
export async function resaleView(views: SiteViews, site: string, visitor: Visitor | null): Promise<SiteView> {
  const view = await views.one(site, visitor);
  checkWhole(view, 'what the school sells on');
  return view;
}

/** @throws NotFound */
export async function findStatement({ resale }: Pick<Records, 'resale'>, view: SiteView, id: string): Promise<Statement> {
  const statement = await resale.statement(view.id, id);
  if (!statement) throw new NotFound('statement', id);
  return statement;
}

/** Year of the school's clock: of the numbers of what is issued now. */
export const numberYear = ({ local }: SiteView, at: number) => local.dayOf(at).slice(0, 4);
