import type { DeliveryView } from '../../api/schemas/messages.ts';

/** Life of a message to one person, as far as it came. */
export const STEPS = ['queued', 'sent', 'accepted', 'seen', 'acted'] as const;
export type Step = (typeof STEPS)[number];

/** When each was reached; null: not, or not known. Who answered has seen it, whatever his phone told us. */
export function stepsOf(
  delivery: Pick<DeliveryView, 'createdAt' | 'sentAt' | 'acceptedAt' | 'seenAt' | 'actedAt'>,
): { step: Step; at: number | null }[] {
  const { createdAt, sentAt, acceptedAt, seenAt, actedAt } = delivery;
  return [
    { step: 'queued', at: createdAt },
    { step: 'sent', at: sentAt },
    { step: 'accepted', at: acceptedAt },
    { step: 'seen', at: seenAt },
    { step: 'acted', at: actedAt },
  ];
}

/** How it stands, in a word: what was reached last, or why it went no further. */
export type Standing = Step | 'failed' | 'dropped' | 'merged' | 'waiting';

export function standingOf(delivery: DeliveryView): Standing {
  const { state, actedAt, seenAt } = delivery;
  if (actedAt !== null) return 'acted';
  if (seenAt !== null) return 'seen';
  if (state === 'sending') return 'sent';
  if (state === 'queued' && delivery.attempts > 0) return 'waiting';
  return state;
}
