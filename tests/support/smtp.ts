import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

/** First words of a command → what is answered; default: as a server that takes everything. */
export type Script = Partial<Record<'GREETING' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | '.' | 'QUIT', string>>;

export interface Smtp {
  port: number;
  /** Lines of the clients, the text of mails apart. */
  commands: string[];
  /** Texts as they came, encrypted or not. */
  mails: { text: string; isEncrypted: boolean }[];
  will(script: Script): void;
  close(): Promise<void>;
}

const TAKES: Required<Script> = {
  GREETING: '220 mail.school.example ESMTP',
  EHLO: '250-mail.school.example\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME',
  STARTTLS: '220 go ahead',
  AUTH: '235 2.7.0 Authentication successful',
  MAIL: '250 2.1.0 Ok',
  RCPT: '250 2.1.5 Ok',
  DATA: '354 End data with <CR><LF>.<CR><LF>',
  '.': '250 2.0.0 Ok: queued as 4B2F',
  QUIT: '221 2.0.0 Bye',
};

/** A mail server of a few lines, on loopback. With `tls` it can be asked for STARTTLS; `isSecure`: encrypted from the start. */
export async function openSmtp(tls?: { cert: string; key: string }, isSecure = false): Promise<Smtp> {
  const [commands, mails]: [string[], Smtp['mails']] = [[], []];
  let script: Required<Script> = TAKES;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (isSecure) serve(encrypted(socket));
    else serve(socket);
  });

  const encrypted = (socket: Socket) => {
    const secure = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(tls) });
    return secure.on('error', () => undefined);
  };

  function serve(socket: Socket, isGreeted = false): void {
    let [rest, text]: [string, string | undefined] = ['', undefined];
    const say = (words: string) => void socket.write(`${words}\r\n`);
    if (!isGreeted) say(script.GREETING);
    socket.on('data', function take(chunk: Buffer) {
      rest += chunk.toString();
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (text !== undefined && line !== '.') text += `${line}\n`;
        else if (text !== undefined) {
          mails.push({ text, isEncrypted: socket instanceof TLSSocket });
          text = undefined;
          say(script['.']);
        } else {
          commands.push(line);
          const word = line.split(/[ :]/)[0]!.toUpperCase() as keyof Script;
          const answer = script[word] ?? '250 Ok';
          say(answer);
          if (word === 'DATA' && answer.startsWith('354')) text = '';
          if (word === 'QUIT') socket.end();
          if (word === 'STARTTLS' && answer.startsWith('220')) {
            socket.off('data', take);
            return serve(encrypted(socket), true);
          }
        }
      }
    });
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    commands,
    mails,
    will(next) {
      commands.length = 0;
      mails.length = 0;
      script = { ...TAKES, ...next };
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
