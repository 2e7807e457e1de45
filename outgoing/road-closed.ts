/**
 * Why a road is closed: the settings do not name the host (`unlisted`); it would go unencrypted (`plain`); its address is inside
 * the network (`inside`), or nobody may ever ask it (`never`); the URL is of another form (`form`).
 */
export type Closure = 'unlisted' | 'plain' | 'inside' | 'never' | 'form';

/** The settings, or the address, do not allow it: asking again as it is changes nothing. */
export class RoadClosed extends Error {
  override readonly name = 'RoadClosed';
  readonly closure: Closure;
  /** Host, with its port where that matters. */
  readonly host: string;

  constructor(closure: Closure, host: string, message: string) {
    super(message);
    this.closure = closure;
    this.host = host;
  }
}
