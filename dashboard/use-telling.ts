import { reactive } from 'vue';
import { ApiProblem } from './api.ts';
import { useForget } from './corrections/use-correction.ts';
import { useSession } from './session.ts';

interface Telling<Answer> {
  busy: boolean;
  /** Undefined until the server has taken it. */
  answer: Answer | undefined;
  problem: ApiProblem | null;
}

/**
 * One thing that is told the server, and how it stands. What pages asked before is asked again afterwards.
 * Only the newest counts: an answer that comes late is let go.
 */
export function useTelling<Answer>() {
  const session = useSession();
  const forget = useForget();
  const state = reactive({ busy: false, answer: undefined, problem: null }) as Telling<Answer>;
  let turn = 0;

  async function run(work: (site: string) => Promise<Answer>, keepsNothing = false): Promise<boolean> {
    const site = session.site?.id;
    if (site === undefined) return false;
    const mine = ++turn;
    Object.assign(state, { busy: true, problem: null });
    try {
      const answer = await work(site);
      if (mine !== turn) return false;
      state.answer = answer;
      if (!keepsNothing) forget();
      return true;
    } catch (error) {
      if (mine === turn) state.problem = error instanceof ApiProblem ? error : new ApiProblem(-1, undefined, { cause: error });
      return false;
    } finally {
      if (mine === turn) state.busy = false;
    }
  }

  return {
    state: state as Readonly<Telling<Answer>>,
    run,
    reset: () => {
      turn++;
      Object.assign(state, { busy: false, answer: undefined, problem: null });
    },
  };
}
