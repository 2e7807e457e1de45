import type { SessionAnswer } from '../../api/schemas/access.ts';
import type { SiteSummary } from '../../api/schemas/sites.ts';
import { forgetKept, type KeptVisitor, readKept, writeKept } from './kept-page.ts';
import { request } from './network.ts';

const KEPT = 'visitor';
type Visitor = NonNullable<SessionAnswer['visitor']>;

/** `ended`: this phone had a session and has none now. */
export type Who = { kind: 'known'; visitor: KeptVisitor } | { kind: 'ended' } | { kind: 'unpaired' } | { kind: 'unreachable' };

/** Who uses this phone. Without a signal: who used it last. What was kept for somebody else is forgotten. */
export async function whoIsHere(): Promise<Who> {
  const before = lastVisitor();
  const session = await readJson<SessionAnswer>('/api/session');
  if (session === undefined) return before ? { kind: 'known', visitor: before } : { kind: 'unreachable' };
  if (session.visitor === null) return { kind: before ? 'ended' : 'unpaired' };
  const { id, name, permissions } = session.visitor;
  if (before && before.id !== id) forgetKept();
  const sites = (await sitesOf(session.visitor)) ?? (before?.id === id ? before.sites : undefined);
  if (!sites) return { kind: 'unreachable' };
  const visitor = { id, name, sites, canAnswerNight: permissions.includes('see_tonight'), canRepair: permissions.includes('see_work') };
  writeKept(KEPT, visitor);
  return { kind: 'known', visitor };
}

/** As this phone remembers. */
export const lastVisitor = () => readKept<KeptVisitor>(KEPT);

/** Schools that he reaches: most reach one, and its name comes with every page. */
async function sitesOf({ reach }: Visitor): Promise<KeptVisitor['sites'] | undefined> {
  const own = reach.sites?.map((id) => ({ id, name: id }));
  if (own?.length === 1) return own;
  const answer = await readJson<{ sites: SiteSummary[] }>('/api/sites');
  return answer?.sites.map(({ id, name }) => ({ id, name })) ?? own;
}

/** @returns undefined when there is no answer, or another one than hoped for */
async function readJson<Answer>(url: string): Promise<Answer | undefined> {
  try {
    const response = await request(url);
    return response.ok ? ((await response.json()) as Answer) : undefined;
  } catch {
    return undefined;
  }
}
