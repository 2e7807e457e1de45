import type { Statement } from '../../api/schemas/corrections.ts';

/** What can be written down about a meter by a form; each has its own page. */
export const CHANGES = ['exchange', 'ratio', 'place', 'parent', 'outage'] as const satisfies readonly Statement['kind'][];
export type Change = (typeof CHANGES)[number];
