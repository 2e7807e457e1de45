/**
 * A decimal number as text, as people and documents write it: `0.538`, `-12`, `46493.96`. Money, prices, factors and everything that
 * is signed go through the program in this form, never as a binary fraction; whoever computes uses a decimal library.
 */
export type Decimal = string;

/** What may stand in a file, a form or an answer as a Decimal. */
export const DECIMAL = /^-?(0|[1-9]\d{0,14})(\.\d{1,12})?$/;
