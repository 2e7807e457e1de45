/** The last state of a page, for when there is no signal. One per page and school; personal to nobody, ended with the session. */
export interface KeptPage<Answer> {
  answer: Answer;
  etag: string | null;
  /** Server's clock: when it was last known to be so. */
  checkedAt: number;
}
/** Who uses this phone, as the server last said. */
export interface KeptVisitor {
  id: string;
  name: string;
  sites: { id: string; name: string }[];
  canAnswerNight: boolean;
  canRepair: boolean;
}

const PREFIX = 'greenleaf.phone.';
/** Characters of one page: beyond it nothing is kept, and the page needs a signal. */
const MOST_TEXT = 400_000;

export function readKept<Value>(name: string): Value | null {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? null : (JSON.parse(text) as Value);
  } catch {
    return null;
  }
}

export function writeKept(name: string, value: unknown): void {
  try {
    const text = JSON.stringify(value);
    if (text.length <= MOST_TEXT) localStorage.setItem(PREFIX + name, text);
  } catch {
    // Full or forbidden: the page works while it is open.
  }
}

/** Everything that was kept for the person who used this phone, but what is still to be sent. */
export const forgetKept = () => forget('');
/** What the pages showed: somebody without a session sees it no more. Who it was is known still. */
export const forgetPages = () => forget('page.');

function forget(beginning: string): void {
  try {
    const names = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index));
    for (const name of names) if (name?.startsWith(PREFIX + beginning)) localStorage.removeItem(name);
  } catch {
    // Nothing is kept there.
  }
}
