/** Why the collector cannot start, in words for the person who has to change something. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}
