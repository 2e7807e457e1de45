import type { Channel } from '../notices.ts';

const SIGN = { opened: '●', reopened: '●', recovered: '○' } as const;

/** Notices as a line each in both languages, for whoever looks at the terminal. */
export function createConsoleChannel(write: (line: string) => void): Channel {
  return {
    name: 'console',
    send({ kind, sentence }) {
      write(`${SIGN[kind]} ${sentence.zh}  ${sentence.en}`);
      return Promise.resolve();
    },
  };
}
