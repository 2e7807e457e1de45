/** Epoch ms. Passed in wherever time matters, so that a test or a replay can hold it. */
export type Clock = () => number;
