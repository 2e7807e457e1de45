/** Parts of a school to which something applies, the widest first: what is said of a narrower one wins. */
export const SCOPE_KINDS = ['site', 'building', 'space', 'meter'] as const;
export type ScopeKind = (typeof SCOPE_KINDS)[number];

export interface Scope {
  kind: ScopeKind;
  /** Of the building, space or meter; of the site its own. */
  id: string;
}
