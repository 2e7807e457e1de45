import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Decoded } from '../../../collector/decoders/decoder.ts';
import { DECODERS } from '../../../collector/decoders/registry.ts';

const GOLDEN = new URL('../../golden/', import.meta.url);

interface GoldenMessage {
  topic: string;
  payload: string;
  retained?: boolean;
}

/** Reasons instead of sentences: words may be improved without touching what is decided. */
function decided(decoded: Decoded): unknown {
  if (decoded.kind === 'samples') return { ...decoded, rejected: decoded.rejected.map(({ reason }) => reason) };
  return decoded.kind === 'rejected' ? { kind: decoded.kind, reason: decoded.reason } : decoded;
}

for (const [name, create] of Object.entries(DECODERS)) {
  const folder = new URL(`${name}/`, GOLDEN);
  describe(`decoder ${name}`, () => {
    it.each(readdirSync(folder))('decodes %s as expected', (example) => {
      const read = (file: string): unknown => JSON.parse(readFileSync(new URL(`${example}/${file}`, folder), 'utf8'));
      const { topic, payload, retained = false } = read('message.json') as GoldenMessage;
      expect(decided(create({ root: 'campus' }).decode({ topic, payload: Buffer.from(payload), retained }))).toEqual(read('expected.json'));
    });
  });
}
