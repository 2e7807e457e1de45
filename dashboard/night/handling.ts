import type { AlertEventView } from '../../api/schemas/alerts.ts';
import type { AlertWord, Stage } from '../../domain/handling.ts';
import { STAGE_OF } from '../../domain/handling.ts';

/** How far an alert is handled, by words that stand in their order. */
export function stageNow(events: readonly Pick<AlertEventView, 'word'>[]): Stage {
  const last: AlertWord | undefined = events.at(-1)?.word;
  return last ? STAGE_OF[last] : 'unanswered';
}
