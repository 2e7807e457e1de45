/** More names than this do not help somebody who mistyped one. */
const SHORT_LIST = 30;

/** Thrown where an address names a thing that is not there. Becomes a 404 that names it and, where few, what is there. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
  constructor(what: string, id: string, known?: readonly string[]) {
    const there = known && known.length <= SHORT_LIST ? `; there is: ${known.join(', ') || 'none'}` : '';
    super(`no ${what} '${id}'${there}`);
  }
}

/** Thrown where each parameter is well formed and their combination is not. Becomes a 400. */
export class BadQuery extends Error {
  override readonly name = 'BadQuery';
  readonly path: string;
  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}
