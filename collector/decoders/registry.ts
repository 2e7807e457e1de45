import type { Decoder } from './decoder.ts';
import { createNativeDecoder } from './native.ts';

/** Every decoder by its name; the same name stands in channels and in tests/golden/. */
export const DECODERS: Readonly<Record<string, (options: { root: string }) => Decoder>> = {
  native: createNativeDecoder,
};
