import type { Sentence } from '../../domain/words.ts';
import type { Outcome } from '../channels/channel.ts';
import { testParcel } from './parcel.ts';
import type { DeliveryDeps } from './ports.ts';
import { createSenders } from './senders.ts';

const TAKEN: Sentence = { zh: '对方已接收。', en: 'The other side has taken it.' };

interface Tested {
  outcome: Outcome['kind'];
  words: Sentence;
  answer: string;
  tookMs: number;
}

/**
 * Tries an address: a test message past the queue and the bucket, with the other side's own answer.
 *
 * @returns undefined when there is no such address
 */
export function createAddressTest(deps: Pick<DeliveryDeps, 'records' | 'roads' | 'open' | 'schools' | 'now' | 'monotonic'>) {
  const openAddress = createSenders(deps);
  return async (site: string, id: string, by: string): Promise<Tested | undefined> => {
    const address = await deps.records.addresses.get(site, id);
    const school = (await deps.schools()).get(site);
    if (!address || !school) return undefined;
    const { sender, language } = openAddress(address);
    const startedAt = deps.monotonic();
    const outcome = await sender.send(testParcel(`${site}-test-${deps.now()}`, by, deps.now(), school.local, language));
    const words = outcome.kind === 'accepted' ? TAKEN : outcome.why;
    return { outcome: outcome.kind, words, answer: outcome.answer, tookMs: Math.round(deps.monotonic() - startedAt) };
  };
}
