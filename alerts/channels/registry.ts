import { bark } from './bark.ts';
import type { ChannelDefinition, Outcome, Parcel, Sender } from './channel.ts';
import { dingtalk } from './dingtalk.ts';
import { email } from './email.ts';
import { feishu } from './feishu.ts';
import { mqtt } from './mqtt.ts';
import { ntfy } from './ntfy.ts';
import type { Roads } from './roads.ts';
import { serverchan } from './serverchan.ts';
import { smsAliyun } from './sms-aliyun.ts';
import { permanent, retry } from './verdicts.ts';
import { webPush } from './web-push.ts';
import { webhook } from './webhook.ts';
import { wecom } from './wecom.ts';

/** All roads to people, in the order of the form. A new one is here by its file and its line. */
export const CHANNELS: readonly ChannelDefinition[] = [
  wecom,
  dingtalk,
  feishu,
  bark,
  ntfy,
  smsAliyun,
  email,
  serverchan,
  mqtt,
  webhook,
  webPush,
];

export const VENDOR_HOSTS: readonly string[] = CHANNELS.flatMap(({ hosts }) => hosts);

export const channelOf = (name: string): ChannelDefinition | undefined => CHANNELS.find(({ channel }) => channel === name);

/**
 * The sender of an address as the records keep it. Never throws and never rejects: an unknown channel and settings that do not
 * hold are answers like others.
 */
export function senderOf(name: string, settings: unknown, roads: Roads): Sender {
  const definition = channelOf(name);
  const parsed = definition?.settings.safeParse(settings);
  if (!definition || !parsed?.success) return { send: () => Promise.resolve(UNUSABLE) };
  const sender = definition.create(parsed.data, roads);
  return { send: (parcel) => sent(sender, parcel) };
}

async function sent(sender: Sender, parcel: Parcel): Promise<Outcome> {
  try {
    return await sender.send(parcel);
  } catch {
    return { ...retry(OUR_MISTAKE), answer: '' };
  }
}

const UNUSABLE: Outcome = {
  ...permanent({
    zh: '这个地址的设置不完整。请打开它重新填写。',
    en: 'The settings of this address are not whole. Open it and fill them in.',
  }),
  answer: '',
};
/** Its words could hold what is secret: they stay away. */
const OUR_MISTAKE = { zh: '本系统发送时出错，稍后再试。', en: 'Sending failed within this program; it is tried again later.' };
