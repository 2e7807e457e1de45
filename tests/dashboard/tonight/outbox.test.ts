import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dropOld,
  flush,
  keepAnswer,
  type KeptAnswer,
  MOST_ANSWERS,
  MOST_PHOTOS,
  type OutboxStore,
  type Refusal,
  type Sent,
} from '../../../dashboard/tonight/outbox.ts';

const NOW = 1_800_000_000_000;
const REFUSAL: Refusal = { status: 409, detail: 'there is another result', isPhoto: false };

function answer(id: string, more: Partial<KeptAnswer> = {}): Omit<KeptAnswer, 'order'> {
  const said = { about: 'b:3:ac', alerts: null, word: 'off', reason: null, note: '', saidAt: NOW - 10_000, aheadMs: 0 };
  return { id, kind: 'night', site: 'school', by: 'wang', ...said, dueAt: NOW - 5_000, photo: null, photoId: null, refusal: null, ...more };
}

/** Survives whoever uses it, as IndexedDB does. */
function createStore(): OutboxStore {
  const kept = new Map<string, KeptAnswer>();
  return {
    all: () => Promise.resolve([...kept.values()].toSorted((one, other) => one.order - other.order)),
    put: (one) => Promise.resolve(void kept.set(one.id, structuredClone(one))),
    remove: (id) => Promise.resolve(void kept.delete(id)),
  };
}
async function storeOf(...answers: Omit<KeptAnswer, 'order'>[]): Promise<OutboxStore> {
  const store = createStore();
  for (const one of answers) await keepAnswer(store, one);
  return store;
}
/** Notes what it is given, and says what is next in line; taken when nothing is. */
function sender(...outcomes: Sent[]) {
  const sent: string[] = [];
  const send = ({ id }: KeptAnswer): Promise<Sent> => {
    sent.push(id);
    return Promise.resolve(outcomes.shift() ?? { kind: 'taken' });
  };
  return { sent, send };
}
const left = async (store: OutboxStore) => (await store.all()).map(({ id }) => id);

describe('outbox of the phone', () => {
  it('sends in the order in which it was said, and keeps nothing that was taken', async () => {
    const store = await storeOf(answer('1'), answer('2', { about: 'lab' }), answer('3'));
    const { sent, send } = sender();
    expect((await flush(store, 'wang', NOW, send)).taken.map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(sent).toEqual(['1', '2', '3']);
    expect(await left(store)).toEqual([]);
    await flush(store, 'wang', NOW, send);
    expect(sent).toHaveLength(3);
  });

  it('stops where there is no signal, and goes on from there', async () => {
    const store = await storeOf(answer('1'), answer('2'), answer('3'));
    const { sent, send } = sender({ kind: 'taken' }, { kind: 'unreachable' });
    expect((await flush(store, 'wang', NOW, send)).trouble).toBe('unreachable');
    expect(await left(store)).toEqual(['2', '3']);
    await flush(store, 'wang', NOW, send);
    expect(sent).toEqual(['1', '2', '2', '3']);
  });

  it('writes a refusal at its answer, goes on, and does not send it again', async () => {
    const store = await storeOf(answer('1'), answer('2'));
    const { sent, send } = sender({ kind: 'refused', refusal: REFUSAL });
    await flush(store, 'wang', NOW, send);
    expect(await store.all()).toMatchObject([{ id: '1', refusal: REFUSAL }]);
    await flush(store, 'wang', NOW, send);
    expect(sent).toEqual(['1', '2']);
  });

  it('an answer that breaks the server holds up later words about the same place only', async () => {
    const store = await storeOf(answer('1'), answer('2'), answer('3', { about: 'lab' }));
    const { sent, send } = sender({ kind: 'failed' });
    expect(await flush(store, 'wang', NOW, send)).toMatchObject({ trouble: 'failed', taken: [{ id: '3' }] });
    expect(sent).toEqual(['1', '3']);
    expect(await left(store)).toEqual(['1', '2']);
  });

  it('does not send what can still be taken back, nor a later word about the same place before it', async () => {
    const store = await storeOf(answer('1', { dueAt: NOW + 1 }), answer('2'), answer('3', { about: 'lab' }));
    const { sent, send } = sender();
    await flush(store, 'wang', NOW, send);
    expect(sent).toEqual(['3']);
    await store.remove('1');
    await flush(store, 'wang', NOW + 1, send);
    expect(sent).toEqual(['3', '2']);
  });

  it("never sends one person's answer in another one's name", async () => {
    const store = await storeOf(answer('1', { by: 'li' }), answer('2'));
    const { sent, send } = sender();
    await flush(store, 'wang', NOW, send);
    expect(sent).toEqual(['2']);
    expect(await left(store)).toEqual(['1']);
  });

  it('keeps a refused photo in sight while the answer itself counts as taken, and drops the picture', async () => {
    const store = await storeOf(answer('1', { photo: new Blob(['x']) }));
    const { send } = sender({ kind: 'refused', refusal: { ...REFUSAL, isPhoto: true } });
    expect((await flush(store, 'wang', NOW, send)).taken).toMatchObject([{ id: '1' }]);
    expect(await store.all()).toMatchObject([{ id: '1', photo: null, refusal: { isPhoto: true } }]);
  });

  it('is bounded: 200 answers, 20 photos', async () => {
    const store = createStore();
    for (let number = 0; number < MOST_PHOTOS; number++) await keepAnswer(store, answer(`p${number}`, { photo: new Blob(['x']) }));
    expect(await keepAnswer(store, answer('one photo more', { photo: new Blob(['x']) }))).toBe(false);
    for (let number = MOST_PHOTOS; number < MOST_ANSWERS; number++) expect(await keepAnswer(store, answer(`a${number}`))).toBe(true);
    expect(await keepAnswer(store, answer('one more'))).toBe(false);
    expect(await store.all()).toHaveLength(MOST_ANSWERS);
  });

  it('forgets after a week what nobody came back to send', async () => {
    const store = await storeOf(answer('old', { by: 'li', saidAt: NOW - 7 * 86_400_000 - 1 }), answer('new', { by: 'li' }));
    await dropOld(store, NOW);
    expect(await left(store)).toEqual(['new']);
  });

  it('whatever the network does: every answer is taken exactly once, those about one place in order', async () => {
    const outcome = fc.constantFrom<Sent>(
      { kind: 'taken' },
      { kind: 'failed' },
      { kind: 'unreachable' },
      { kind: 'busy' },
      { kind: 'ended' },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('b', 'lab', 'gate'), { maxLength: 12 }),
        fc.array(outcome, { maxLength: 40 }),
        async (places, outcomes) => {
          const store = await storeOf(...places.map((about, index) => answer(String(index), { about })));
          const taken: KeptAnswer[] = [];
          const { send } = sender(...outcomes);
          while ((await store.all()).length > 0) taken.push(...(await flush(store, 'wang', NOW, send)).taken);
          expect(taken).toHaveLength(places.length);
          for (const place of ['b', 'lab', 'gate']) {
            const ids = taken.filter(({ about }) => about === place).map(({ id }) => Number(id));
            expect(ids).toEqual(ids.toSorted((one, other) => one - other));
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
