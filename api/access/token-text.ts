/** Begins each token, so that people and secret scanners know one when they see it. */
export const TOKEN_START = 'gl_';

/** So much of it is kept and shown, to know it by. */
export const HINT_LENGTH = 8;
