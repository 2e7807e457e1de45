/** What the program asks of a logger; pino's fits. Facts first, then words. */
export interface Log {
  info(facts: object, words: string): void;
  warn(facts: object, words: string): void;
  error(facts: object, words: string): void;
}
