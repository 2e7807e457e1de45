import type { Alert } from '../../domain/alert.ts';
import type { Stage } from '../../domain/handling.ts';
import type { Sentence } from '../../domain/words.ts';

const STAGES: Readonly<Record<Stage, Sentence>> = {
  unanswered: { zh: '没有人处理', en: 'nobody dealt with it' },
  claimed: { zh: '有人去看', en: 'somebody went to look' },
  verifying: { zh: '说已关闭，表未确认', en: 'said to be off, not confirmed by the meter' },
  still_on: { zh: '说已处理，表上还在', en: 'said to be done, still there by the meter' },
  confirmed: { zh: '已关闭', en: 'switched off' },
  asked: { zh: '报正常使用，未审批', en: 'said to be in normal use, not approved yet' },
  permitted: { zh: '正常使用，已批准', en: 'normal use, approved' },
  refused: { zh: '报正常使用，未批准', en: 'said to be in normal use, refused' },
  no_access: { zh: '无法进入', en: 'no access' },
  false_alarm: { zh: '误报', en: 'false alarm' },
  reported: { zh: '已上报', en: 'reported' },
  handling: { zh: '处理中', en: 'being handled' },
  repaired: { zh: '已修复，待验收', en: 'repaired, not accepted yet' },
  accepted: { zh: '已修复', en: 'repaired' },
};
const BY_ITSELF: Sentence = { zh: '自行恢复', en: 'ended by itself' };
const ALL_NIGHT: Sentence = { zh: '整夜未处理', en: 'nobody dealt with it that night' };

/** What was done about it. */
export function handlingWords({ state }: Pick<Alert, 'state'>, stage: Stage): Sentence {
  if (stage === 'unanswered' && state === 'recovered') return BY_ITSELF;
  if (stage === 'unanswered' && state === 'expired') return ALL_NIGHT;
  return STAGES[stage];
}

/** By whom the end of it is proven; null: by nobody yet. */
export function acceptanceWords({ state }: Pick<Alert, 'state'>, stage: Stage): Sentence | null {
  if (stage === 'confirmed' || stage === 'accepted') return { zh: '表已确认', en: 'confirmed by the meter' };
  if (stage === 'permitted') return { zh: '办公室已批准', en: 'approved by the office' };
  return state === 'recovered' ? { zh: '表上已恢复', en: 'back to normal by the meter' } : null;
}
