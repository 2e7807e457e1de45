import { z } from 'zod';
import { unanswered } from './ask.ts';
import { channel, fieldWords, type Parcel } from './channel.ts';
import { IS_ENGLISH, optionalText } from './fields.ts';
import { titleOf } from './parcel-text.ts';

const settings = z.strictObject({
  topic: z
    .string()
    .trim()
    .max(200)
    .regex(/^[^$#+\s/][^#+\s]*$/, 'allowed: a topic without # + or spaces, not beginning with $ or /')
    .meta(
      fieldWords(
        { zh: '主题', en: 'Topic' },
        { zh: '灯或警号监听的主题，如 lamps/gate/cmnd/POWER。', en: 'What the lamp or siren listens to, such as lamps/gate/cmnd/POWER.' },
      ),
    ),
  on: z
    .string()
    .min(1)
    .max(2000)
    .default('ON')
    .meta(
      fieldWords(
        { zh: '告警时发送', en: 'Sent on an alert' },
        { zh: '可写 {title} {text} {urgency} {link}，发送时替换。', en: '{title} {text} {urgency} {link} are filled in.' },
      ),
    ),
  off: optionalText(2000).meta(
    fieldWords(
      { zh: '恢复时发送', en: 'Sent on recovery' },
      { zh: '留空则恢复时什么也不发，灯要人来关。', en: 'Empty: nothing is sent, and somebody switches the lamp off.' },
    ),
  ),
  retain: z
    .boolean()
    .default(false)
    .meta(
      fieldWords(
        { zh: '让服务器保留最后一条', en: 'Retained' },
        { zh: '灯断电重连后恢复原来的状态。', en: 'A lamp that comes back finds its last state.' },
      ),
    ),
  isEnglish: IS_ENGLISH,
});

/**
 * A lamp or a siren on the school's own broker: one payload when something begins, another when all of a parcel is over.
 * Needs no way to the outside. Switching it on twice is harmless.
 */
export const mqtt = channel({
  channel: 'mqtt',
  name: { zh: 'MQTT 声光报警', en: 'MQTT lamp or siren' },
  what: {
    zh: '点亮门卫室的灯或警号，走校内 MQTT，不依赖外网。',
    en: "Lights a lamp or siren in the guard's room over the school's own MQTT, without the internet.",
  },
  isPersonal: false,
  settings,
  secrets: [],
  hosts: [],
  perMinute: 120,
  knowsRepeats: true,
  avoidsFullHours: false,
  create: ({ topic, on, off, retain }, roads) => ({
    async send(parcel) {
      const template = isOver(parcel) ? off : on;
      if (template === '') return { kind: 'accepted', answer: 'nothing to send on recovery' };
      try {
        await roads.publish(topic, filled(template, parcel), { retain });
        return { kind: 'accepted', answer: 'PUBACK' };
      } catch (cause) {
        if (cause instanceof Error && 'code' in cause && cause.code === NOT_AUTHORIZED)
          return { kind: 'permanent', why: NO_RIGHT, answer: cause.message };
        return unanswered(cause, []);
      }
    },
  }),
});

/** Reason of MQTT 5. In 3.1.1 the broker acknowledges such a message and throws it away: nobody can know. */
const NOT_AUTHORIZED = 135;
const NO_RIGHT = {
  zh: 'MQTT 服务器不允许本系统向这个主题发消息。请在服务器的权限文件（ACL）里加上写权限。',
  en: 'The broker does not allow us to publish to this topic. Add the right to write it to its access file (ACL).',
};

const factSchema = z.object({ kind: z.string() });

/** All that it tells has recovered. */
const isOver = ({ facts }: Parcel) => facts.length > 0 && facts.every((fact) => factSchema.safeParse(fact).data?.kind === 'recovered');

/** In JSON the words are written as JSON has them. */
function filled(template: string, parcel: Parcel): string {
  const words: Readonly<Record<string, string>> = {
    title: titleOf(parcel),
    text: parcel.lines.join('\n'),
    urgency: parcel.urgency,
    link: parcel.link ?? '',
  };
  const isJson = /^\s*[[{]/.test(template);
  return template.replace(/\{(title|text|urgency|link)\}/g, (_, name: string) => {
    const word = words[name] ?? '';
    return isJson ? JSON.stringify(word).slice(1, -1) : word;
  });
}
