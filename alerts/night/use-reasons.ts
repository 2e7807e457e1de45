import type { UseReason } from '../../domain/handling.ts';
import type { Sentence } from '../../domain/words.ts';

export const USE_REASON_WORDS: Readonly<Record<UseReason, Sentence>> = {
  working_late: { zh: '加班', en: 'working late' },
  duty_room: { zh: '值班室', en: 'duty room' },
  event: { zh: '活动', en: 'an event' },
  equipment: { zh: '设备需要', en: 'equipment needs it' },
  boarders: { zh: '住校生在用', en: 'boarders use it' },
  other: { zh: '其他', en: 'something else' },
};
