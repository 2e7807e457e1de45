/** So long a press may have been meant for what stood there before. */
const CALM_MS = 400;
let calmAt = 0;

/** To be called whenever things move on the page: an answer folds its item, a new list comes in. */
export const stir = () => void (calmAt = performance.now() + CALM_MS);

/** Whether a press was meant for what is under the thumb now. A glove taps twice; a list can change between look and press. */
export const isCalm = () => performance.now() >= calmAt;
