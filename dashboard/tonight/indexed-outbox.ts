import type { KeptAnswer, OutboxStore } from './outbox.ts';

const DATABASE = 'greenleaf-tonight';
const ANSWERS = 'answers';
const ORDER = 'order';

/** Outbox in IndexedDB: it outlives the page, and the service worker reads it too. In a browser that forbids it, only this visit's memory. */
export async function openOutbox(): Promise<OutboxStore> {
  try {
    return overDatabase(await openDatabase());
  } catch {
    return inMemory();
  }
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore(ANSWERS, { keyPath: 'id' }).createIndex(ORDER, ORDER));
  return settled(request);
}

function overDatabase(database: IDBDatabase): OutboxStore {
  const change = (work: (answers: IDBObjectStore) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction(ANSWERS, 'readwrite');
      transaction.addEventListener('complete', () => resolve());
      const fail = () => reject(transaction.error ?? new Error('not stored'));
      transaction.addEventListener('abort', fail);
      transaction.addEventListener('error', fail);
      work(transaction.objectStore(ANSWERS));
    });
  return {
    all: () => settled<KeptAnswer[]>(database.transaction(ANSWERS).objectStore(ANSWERS).index(ORDER).getAll()),
    put: (answer) => change((answers) => void answers.put(answer)),
    remove: (id) => change((answers) => void answers.delete(id)),
  };
}

/** An outbox that forgets. A Map keeps the order in which things came, also when they change. */
export function inMemory(): OutboxStore {
  const kept = new Map<string, KeptAnswer>();
  return {
    all: () => Promise.resolve([...kept.values()]),
    put: (answer) => Promise.resolve(void kept.set(answer.id, answer)),
    remove: (id) => Promise.resolve(void kept.delete(id)),
  };
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('no database')));
  });
}
