import { connect, type Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import type SMTPTransport from 'nodemailer/lib/smtp-transport/index.js';
import { PRIVATE_SETTING, type RoadDeps, unlisted } from './http-road.ts';
import { type Openness, openLookup, refuseClosedAddress, type Resolve } from './open-addresses.ts';
import { RoadClosed } from './road-closed.ts';

/** Servers that put strangers off answer late on purpose, but hardly later than this. */
const DEADLINE_MS = 20_000;

export interface Mail {
  /** `secure`: encrypted from the first byte (port 465); otherwise by STARTTLS (587), which only a server inside the network may lack. */
  server: { host: string; port: number; secure: boolean; user?: string | undefined; password?: string | undefined };
  from: string;
  to: readonly string[];
  /** One line: breaks in it become spaces. */
  subject: string;
  text: string;
  /** With its angle brackets; the same for every attempt. */
  messageId: string;
}

export interface MailTaken {
  accepted: readonly string[];
  /** The server's last words. */
  answer: string;
}

/**
 * Mail through the servers that the settings name, under the rules of the HTTP road: allowed hosts, open addresses, TLS with
 * checked certificates, a deadline for the whole.
 *
 * @throws RoadClosed; Error with `responseCode` as nodemailer gives it (535: user or password; 550: recipient; 4xx: later)
 */
export function createMailRoad({ kindOf, resolve, ca, deadlineMs = DEADLINE_MS }: RoadDeps): (mail: Mail) => Promise<MailTaken> {
  return async ({ server, from, to, subject, text, messageId }) => {
    const { host, port, secure, user, password } = server;
    const kind = kindOf(host, port);
    if (kind === undefined) throw new RoadClosed('unlisted', `${host}:${port}`, unlisted(`${host}:${port}`));
    const openness = { allowPrivate: kind === 'private', setting: PRIVATE_SETTING };
    const deadlineAt = performance.now() + deadlineMs;
    const socket = await connected(host, port, openness, deadlineMs, resolve);
    const deadline = setTimeout(
      () => socket.destroy(new Error(`not taken within ${deadlineMs} ms`)),
      Math.max(1, deadlineAt - performance.now()),
    );
    const options: SMTPTransport.Options = {
      host,
      port,
      secure,
      requireTLS: !secure && kind === 'public',
      tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
      ...(user ? { auth: { user, pass: password ?? '' } } : {}),
      disableFileAccess: true,
      disableUrlAccess: true,
      getSocket: (_, callback) => callback(null, { connection: socket }),
    };
    const transport = createTransport(options);
    try {
      const headers = { 'Auto-Submitted': 'auto-generated' };
      const info = await transport.sendMail({ from, to: [...to], subject: oneLine(subject), text, messageId, headers });
      return { accepted: info.accepted, answer: info.response };
    } finally {
      clearTimeout(deadline);
      transport.close();
      socket.destroy();
    }
  };
}

/** A connection to an open address, not yet encrypted. */
function connected(host: string, port: number, openness: Openness, deadlineMs: number, resolve?: Resolve): Promise<Socket> {
  refuseClosedAddress(host, openness);
  return new Promise((open, reject) => {
    const socket = connect({ host, port, lookup: openLookup(openness, resolve) });
    const deadline = setTimeout(() => socket.destroy(new Error(`no connection within ${deadlineMs} ms`)), deadlineMs);
    socket.once('error', reject);
    socket.once('connect', () => {
      clearTimeout(deadline);
      socket.off('error', reject);
      open(socket);
    });
    socket.once('close', () => clearTimeout(deadline));
  });
}

/** A line break would begin a header of somebody else's making. */
const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, ' ').trim();
