import { z } from 'zod';
import type { Sentence } from '../../domain/words.ts';
import { type ChannelDefinition, type FieldWords, fieldWords } from './channel.ts';

/** One field of a form for the settings of an address. */
export interface ChannelField {
  name: string;
  label: Sentence;
  hint: Sentence | null;
  kind: 'text' | 'secret' | 'url' | 'number' | 'boolean' | 'list';
  isRequired: boolean;
  /** What stands there at first; null: nothing. */
  initial: string | number | boolean | null;
}

/** The form of a channel, in the order of its schema. Lists are texts, one a line. */
export function fieldsOf({ settings, secrets }: Pick<ChannelDefinition, 'settings' | 'secrets'>): ChannelField[] {
  const schema = z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' });
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const { label, hint, type, format, default: initial } = property as Partial<FieldWords> & z.core.JSONSchema.JSONSchema;
    const isSecret = secrets.includes(name);
    return {
      name,
      label: label ?? { zh: name, en: name },
      hint: hint ?? null,
      kind: isSecret ? 'secret' : kindOf(type, format),
      isRequired: schema.required?.includes(name) ?? false,
      initial: typeof initial === 'string' || typeof initial === 'number' || typeof initial === 'boolean' ? initial : null,
    };
  });
}

function kindOf(type: unknown, format: unknown): ChannelField['kind'] {
  if (type === 'array') return 'list';
  if (type === 'boolean') return 'boolean';
  if (type === 'integer' || type === 'number') return 'number';
  return format === 'uri' ? 'url' : 'text';
}

/**
 * A key of which people paste the whole address.
 *
 * @param within  finds the key in the address, as its first group
 * @param shape   of the key alone
 */
export const pasted = (within: RegExp, shape: RegExp, allowed: string) =>
  z
    .string()
    .trim()
    .transform((text) => within.exec(text)?.[1] ?? text)
    .pipe(z.string().regex(shape, `allowed: ${allowed}`));

/** A text that may be left empty. */
export const optionalText = (max: number) => z.string().trim().max(max).default('');

/** Address of a server of one's own, or of the vendor. */
export const serverUrl = () =>
  z
    .url({ protocol: /^https?$/, error: 'allowed: https://host or http://host' })
    .max(500)
    .refine((text) => !/[?#]|\/\/[^/]*@/.test(text), 'allowed: an address without user, password, ? and #');

/** Below a server's address, whether that ends with a slash or not. */
export const below = (server: string, path: string) => new URL(`${server.replace(/\/+$/, '')}/${path}`);

export const KEYWORD = optionalText(50).meta(
  fieldWords(
    { zh: '自定义关键词', en: 'Keyword' },
    {
      zh: '机器人安全设置里填了关键词才需要；消息里没有这个词时自动补上。',
      en: 'Only where the robot insists on one; added to messages that lack it.',
    },
  ),
);

/** Of each address: who makes the words for it asks for this. */
export const IS_ENGLISH = z
  .boolean()
  .default(false)
  .meta(fieldWords({ zh: '用英文发送', en: 'In English' }));
