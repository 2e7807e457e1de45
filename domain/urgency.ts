/** `now`: somebody is called at any hour; `tonight`: the night round; `today`: the morning's work list; `digest`: weekly. The most urgent first. */
export const URGENCIES = ['now', 'tonight', 'today', 'digest'] as const;
export type Urgency = (typeof URGENCIES)[number];

export const isAsUrgent = (urgency: Urgency, than: Urgency) => URGENCIES.indexOf(urgency) <= URGENCIES.indexOf(than);
