import type { Clock } from '../../domain/clock.ts';
import type { HttpAnswer, HttpQuestion } from '../../outgoing/bounded-request.ts';
import type { Mail, MailTaken } from '../../outgoing/mail-road.ts';

export type { HttpAnswer, HttpQuestion, Mail };
export { type Closure, RoadClosed } from '../../outgoing/road-closed.ts';

/** How senders reach the outside. Made in the composition root; a test gives others. */
export interface Roads {
  /**
   * One question: within 5 s, at most 64 kB of answer, to allowed hosts at open addresses only.
   *
   * @throws RoadClosed: never tried again as it is; any other Error: nobody answered, or not wholly
   */
  http(question: HttpQuestion): Promise<HttpAnswer>;
  /** The server's last words, and who was accepted. @throws RoadClosed, Error with `responseCode` as nodemailer gives it */
  mail(mail: Mail): Promise<MailTaken>;
  /** QoS 1. @throws Error */
  publish(topic: string, payload: string, options?: { retain?: boolean }): Promise<void>;
  /** VAPID identity of this server; undefined: web push is not set up. */
  vapid(): { publicKey: string; privateKey: string; subject: string } | undefined;
  now: Clock;
}
