/** What somebody can see on a walk that should not be so. */
export const SEEN_THINGS = ['ac_on', 'lights_on', 'tap_running', 'leak', 'other'] as const;
export type SeenThing = (typeof SEEN_THINGS)[number];
