import { useQueryCache } from '@pinia/colada';
import { reactive } from 'vue';
import { ApiProblem } from '../api.ts';

interface Sending<Answer> {
  busy: boolean;
  /** Undefined until the server has taken it. */
  answer: Answer | undefined;
  problem: ApiProblem | null;
}

/**
 * One thing that is told the server about people and ways in, and how it stands. Lists whose keys begin with `touched` are
 * asked again afterwards.
 */
export function useSending<Answer>(...touched: string[]) {
  const queries = useQueryCache();
  const state = reactive({ busy: false, answer: undefined, problem: null }) as Sending<Answer>;

  async function run(work: () => Promise<Answer>): Promise<boolean> {
    if (state.busy) return false;
    Object.assign(state, { busy: true, problem: null });
    try {
      state.answer = await work();
      for (const key of touched) void queries.invalidateQueries({ key: [key] }).catch(() => undefined);
      return true;
    } catch (error) {
      state.problem = error instanceof ApiProblem ? error : new ApiProblem(-1, undefined, { cause: error });
      return false;
    } finally {
      state.busy = false;
    }
  }
  const reset = () => void Object.assign(state, { busy: false, answer: undefined, problem: null });
  return { state: state as Readonly<Sending<Answer>>, run, reset };
}
