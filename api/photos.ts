import type { PhotoType } from '../store/people-ports.ts';

/** A phone's camera makes 2–6 MB; the page makes it smaller before it sends it. */
export const MAX_PHOTO_BYTES = 4 * 1024 * 1024;

/**
 * What a file is by its first bytes, whatever its sender calls it; undefined: none of the pictures that are taken.
 *
 * @see JPEG: ITU-T T.81 B.1.1.3; PNG: RFC 2083 section 3.1; WebP: RFC 9649 section 2.4
 */
export function pictureType(bytes: Uint8Array): PhotoType | undefined {
  const begins = (text: string, at = 0) => Buffer.from(text, 'latin1').equals(bytes.subarray(at, at + text.length));
  if (begins('\xff\xd8\xff')) return 'image/jpeg';
  if (begins('\x89PNG\r\n\x1a\n')) return 'image/png';
  return begins('RIFF') && begins('WEBP', 8) ? 'image/webp' : undefined;
}
