import { computed, ref, toRaw, watch } from 'vue';
import type { CalendarPlanAnswer, CalendarPlanView } from '../../api/schemas/calendar.ts';
import { DEFAULT_WEEK } from '../../domain/calendar.ts';
import { type CalendarMistake, findCalendarMistakes } from '../../domain/calendar-mistakes.ts';

export type ExceptionDraft = CalendarPlanView['exceptions'][number];
export type TermDraft = CalendarPlanView['terms'][number];
export type GroupDraft = NonNullable<CalendarPlanView['groups']>[number];
export type WeekDraft = NonNullable<CalendarPlanView['week']>;

/**
 * A calendar while it is edited. An answer that comes in takes the draft's place as long as nothing was touched.
 *
 * @param answer    the calendar as the server has it
 * @param buildings undefined while they are not known
 */
export function useCalendarDraft(answer: () => CalendarPlanAnswer | undefined, buildings: () => readonly { id: string }[] | undefined) {
  const draft = ref<CalendarPlanView>();
  /** What the draft began with. */
  const base = ref<CalendarPlanAnswer>();
  const isTouched = computed(() => draft.value !== undefined && !isSame(draft.value, base.value?.plan));
  /** Somebody saved another one meanwhile. */
  const rival = computed(() => {
    const edited = answer()?.edited;
    // An answer from before our own save is older than what we began with.
    return isTouched.value && edited && edited.at > (base.value?.edited?.at ?? 0) ? edited : undefined;
  });
  const mistakes = computed<CalendarMistake[]>(() => {
    const known = buildings();
    return draft.value && known ? findCalendarMistakes(draft.value, { buildings: known }) : [];
  });

  function take(from: CalendarPlanAnswer): void {
    base.value = from;
    draft.value = structuredClone(toRaw(from).plan);
  }
  watch(
    answer,
    (now) => {
      if (now && !isTouched.value) take(now);
    },
    { immediate: true },
  );
  /** Back to what it began with, or to what somebody saved meanwhile. */
  function discard(): void {
    const from = rival.value ? answer() : base.value;
    if (from) take(from);
  }
  return { draft, isTouched, rival, mistakes, take, discard };
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** The week in force, as something that can be changed. */
export function weekOf(plan: CalendarPlanView): WeekDraft {
  const { eveningStudy, custody, lightsOut } = plan.week ?? DEFAULT_WEEK;
  return { eveningStudy: [...eveningStudy], custody: [...custody], lightsOut };
}

/** An id for a new grade group that no other has. */
export function freshId(groups: readonly { id: string }[]): string {
  const taken = new Set(groups.map(({ id }) => id));
  let number = groups.length + 1;
  while (taken.has(`group-${number}`)) number++;
  return `group-${number}`;
}
