import { useQueryCache } from '@pinia/colada';
import { reactive } from 'vue';
import type { CorrectionView, Effect, Statement } from '../../api/schemas/corrections.ts';
import { ApiProblem } from '../api.ts';
import { useSession } from '../session.ts';
import { type Signature, tell } from '../tell.ts';

/** What the open page asked about the school is asked again, everything else when somebody opens it. */
export function useForget(): () => void {
  const session = useSession();
  const queries = useQueryCache();
  return () => {
    const site = session.site?.id;
    if (site === undefined) return;
    // What fails stands in the query that failed, and on its card.
    void queries.invalidateQueries({ key: ['sites', site] }).catch(() => undefined);
  };
}

interface State {
  /** `draft` → `previewed` → `recorded` → `undone` */
  stage: 'draft' | 'previewed' | 'recorded' | 'undone';
  busy: boolean;
  effect: Effect | null;
  correction: CorrectionView | null;
  problem: ApiProblem | null;
}

/** One correction on its way: what it would change, recorded, undone. */
export function useCorrection() {
  const session = useSession();
  const forget = useForget();
  const state = reactive<State>({ stage: 'draft', busy: false, effect: null, correction: null, problem: null });
  /** Only the newest question is answered: who taps two explanations wants to see the second. */
  let turn = 0;

  async function run(stage: State['stage'], work: (site: string) => Promise<{ correction: CorrectionView | null; effect: Effect }>) {
    const site = session.site?.id;
    if (site === undefined) return;
    const mine = ++turn;
    Object.assign(state, { busy: true, problem: null });
    try {
      const { correction, effect } = await work(site);
      if (mine !== turn) return;
      Object.assign(state, { stage, effect, correction });
      if (stage !== 'previewed') forget();
    } catch (error) {
      if (mine === turn) state.problem = error instanceof ApiProblem ? error : new ApiProblem(-1, undefined, { cause: error });
    } finally {
      if (mine === turn) state.busy = false;
    }
  }

  return {
    state: state as Readonly<State>,
    preview: (meter: string, statement: Statement, signature: Signature) =>
      run('previewed', (site) => tell.correction(site, meter, { statement, ...signature, preview: true })),
    record: (meter: string, statement: Statement, signature: Signature) =>
      run('recorded', (site) => tell.correction(site, meter, { statement, ...signature, preview: false })),
    undo: (id: string, signature: Signature) => run('undone', (site) => tell.undo(site, id, signature)),
    reset: () => {
      turn++;
      Object.assign(state, { stage: 'draft', busy: false, effect: null, correction: null, problem: null });
    },
  };
}
