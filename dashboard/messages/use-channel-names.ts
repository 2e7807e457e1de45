import { computed } from 'vue';
import { ask } from '../api.ts';
import { useSession } from '../session.ts';
import { useApi } from '../use-api.ts';

/** Names of their own keep their letters: ntfy. */
export const nameIn = (locale: string, { zh, en }: { zh: string; en: string }): string => (locale === 'en' ? en : zh);

/** The name of a channel in the language of the interface; empty for none. */
export function useChannelNames() {
  const session = useSession();
  const channels = useApi(ask.channels);
  const names = computed(
    () => new Map((channels.data?.channels ?? []).map(({ channel, name }) => [channel, nameIn(session.locale, name)])),
  );
  return (channel: string): string => names.value.get(channel) ?? channel;
}
