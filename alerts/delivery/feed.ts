import type { Clock } from '../../domain/clock.ts';
import type { Log } from '../../domain/log.ts';
import type { Message } from '../../domain/message.ts';
import type { Sentence } from '../../domain/words.ts';
import { type AlertFacts, messageFacts, type TextFacts } from './message-facts.ts';
import type { SchoolWords } from './message-words.ts';

export interface FeedDeps {
  outbox: {
    /** Oldest first. */
    unfed(limit: number): Promise<readonly Message[]>;
    fed(message: number, at: number): Promise<void>;
  };
  /** Takes a line for the terminal. */
  print: (line: string) => void;
  /** First level of the MQTT topics. */
  root: string;
  /** QoS 1; rejects when the broker has not taken it. */
  publish: (topic: string, payload: string) => Promise<void>;
  /** Plan and clock of a site; undefined when it is not declared any more. */
  school: (id: string) => Promise<SchoolWords | undefined>;
  now: Clock;
  log: Pick<Log, 'warn'>;
}

const BATCH = 50;

/**
 * Tells every message to the terminal and, as JSON on `<root>/<site>/alerts`, to whoever listens at the school's own broker.
 * While the broker is away the messages wait; the terminal does not get them twice.
 */
export function createFeed({ outbox, print, root, publish, school, now, log }: FeedDeps) {
  let printed = 0;

  /** @returns false: the broker has not taken it */
  async function feed(message: Message): Promise<boolean> {
    const known = await school(message.site);
    // Nobody can be told about a site that is not there any more.
    if (!known) return true;
    const facts = messageFacts(message, known);
    if (message.id > printed) for (const line of linesOf(facts)) print(line);
    printed = Math.max(printed, message.id);
    try {
      await publish(`${root}/${message.site}/alerts`, JSON.stringify(facts));
      return true;
    } catch (error) {
      log.warn({ err: error, notice: message.id }, 'a message could not be published; it will be tried again');
      return false;
    }
  }

  return {
    /** @returns whether nothing waits any more */
    deliver: async (): Promise<boolean> => {
      for (;;) {
        const waiting = await outbox.unfed(BATCH);
        for (const message of waiting) {
          if (!(await feed(message))) return false;
          await outbox.fed(message.id, now());
        }
        if (waiting.length < BATCH) return true;
      }
    },
  };
}

/** In both languages; the lines of a list or a digest below its title. */
function linesOf(facts: AlertFacts | TextFacts): string[] {
  const inBoth = ({ zh, en }: Sentence) => `${zh}  ${en}`;
  if (facts.alert === null) return [`● ${inBoth(facts.title)}`, ...facts.lines.map((line) => `    ${inBoth(line)}`)];
  return [`${facts.kind === 'recovered' ? '○' : '●'} ${inBoth(facts.sentence)}`];
}
