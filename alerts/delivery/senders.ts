import type { ChannelDefinition, Sender } from '../channels/channel.ts';
import { channelOf, senderOf } from '../channels/registry.ts';
import type { Language } from './parcel.ts';
import type { DeliveryDeps, SealedAddress } from './ports.ts';

/** A road to one address, ready to be used. */
export interface OpenAddress {
  definition: Pick<ChannelDefinition, 'perMinute' | 'knowsRepeats' | 'avoidsFullHours'>;
  sender: Sender;
  language: Language;
}

const LOCKED = {
  zh: '这个地址的密钥无法读取（数据目录的密钥文件变了）。请打开它重新填写。',
  en: 'The secrets of this address cannot be read: the key file of the data folder is another one. Open it and fill them in.',
};
/** Nothing goes out, so nothing has to be held back. */
const CLOSED = { perMinute: Number.POSITIVE_INFINITY, knowsRepeats: true, avoidsFullHours: false };

/** Opens sealed settings and makes the sender that belongs to them; kept until the address is changed. */
export function createSenders({ roads, open }: Pick<DeliveryDeps, 'roads' | 'open'>): (address: SealedAddress) => OpenAddress {
  const known = new Map<string, { sealed: string; opened: OpenAddress }>();
  return (address) => {
    const key = `${address.site}/${address.id}`;
    const before = known.get(key);
    if (before?.sealed === address.sealed) return before.opened;
    const opened = openAddress(address);
    known.set(key, { sealed: address.sealed, opened });
    return opened;
  };

  function openAddress({ channel, sealed }: SealedAddress): OpenAddress {
    let settings: Record<string, unknown>;
    try {
      settings = JSON.parse(open(sealed)) as Record<string, unknown>;
    } catch {
      // The reason could name what is secret.
      return {
        definition: CLOSED,
        sender: { send: () => Promise.resolve({ kind: 'permanent', why: LOCKED, answer: '' }) },
        language: 'zh',
      };
    }
    const language = settings['isEnglish'] === true ? 'en' : 'zh';
    return { definition: channelOf(channel) ?? CLOSED, sender: senderOf(channel, settings, roads), language };
  }
}
