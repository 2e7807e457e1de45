import { z } from 'zod';

/** Text of a certain form. `allowed` says the form in words, for the docs and for the message when it is broken. */
export function text(form: RegExp, allowed: string) {
  return z.string().regex(form, allowed).meta({ allowed });
}
