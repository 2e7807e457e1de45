import { describe, expect, it } from 'vitest';
import { nightAnswer, spotAnswer } from '../../../api/schemas/tonight.ts';
import { repairAnswer } from '../../../api/schemas/work.ts';
import type { KeptAnswer } from '../../../dashboard/tonight/outbox.ts';
import { type Post, sendAnswer } from '../../../dashboard/tonight/send-answer.ts';

const NOW = 1_800_000_000_000;
const AHEAD = 7_200_000;
const ANSWER: KeptAnswer = {
  id: '3f0f4a52-4f5c-4d8f-9a52-0d2a6f4f8a11',
  order: 1,
  kind: 'night',
  site: 'north/school',
  by: 'wang',
  about: 'b:3:ac',
  alerts: null,
  word: 'in_use',
  reason: 'event',
  note: '',
  saidAt: NOW - 60_000,
  aheadMs: AHEAD,
  dueAt: NOW - 55_000,
  photo: null,
  photoId: null,
  refusal: null,
};

function wire(...responses: (Response | Error)[]) {
  const posts: { url: string; body: string | Blob }[] = [];
  const keeps: KeptAnswer[] = [];
  const post: Post = (url, body) => {
    posts.push({ url, body });
    const next = responses.shift() ?? Response.json({ done: true });
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  };
  const keep = (answer: KeptAnswer) => Promise.resolve(void keeps.push(answer));
  const send = (answer: KeptAnswer) => sendAnswer(answer, { post, aheadMs: 0, now: () => NOW, keep });
  return { posts, keeps, send, said: () => JSON.parse(String(posts.at(-1)?.body)) as Record<string, unknown> };
}
const refuse = (status: number, detail: string) => Response.json({ detail }, { status });

describe('sending one answer', () => {
  it('says what the API takes, with the true time', async () => {
    const night = wire();
    await night.send({ ...ANSWER, aheadMs: 0 });
    expect(night.posts[0]?.url).toBe('/api/sites/north%2Fschool/tonight/answers');
    expect(nightAnswer.parse(night.said())).toMatchObject({ stop: 'b:3:ac', word: 'in_use', reason: 'event', at: NOW - 60_000 });
    const rooms = wire();
    await rooms.send({ ...ANSWER, aheadMs: -AHEAD, alerts: ['a-301'] });
    expect(nightAnswer.parse(rooms.said())).toMatchObject({ alerts: ['a-301'], at: NOW - 60_000 - AHEAD });
    const spot = wire();
    await spot.send({ ...ANSWER, kind: 'spot', about: 's-108', word: 'all_off' });
    expect(spotAnswer.parse(spot.said())).toMatchObject({ space: 's-108', result: 'all_off' });
    const repair = wire();
    await repair.send({ ...ANSWER, kind: 'repair', about: 'w-1', word: 'repaired', note: '换了角阀' });
    expect(repairAnswer.parse(repair.said())).toMatchObject({ alert: 'w-1', word: 'repaired', note: '换了角阀' });
  });

  it('sends the photo first and carries it once, although the word has to be sent again', async () => {
    const photo = new Blob(['jpeg'], { type: 'image/jpeg' });
    const first = wire(Response.json({ id: 'photo-1' }), new Error('no signal'));
    expect(await first.send({ ...ANSWER, photo })).toEqual({ kind: 'unreachable' });
    const kept = first.keeps[0]!;
    const second = wire();
    expect(await second.send(kept)).toEqual({ kind: 'taken' });
    expect(second.posts).toHaveLength(1);
    expect(second.said()).toMatchObject({ photo: 'photo-1' });
  });

  it('a photo that is refused does not cost the word', async () => {
    const { send, said } = wire(refuse(415, 'no picture'));
    const sent = await send({ ...ANSWER, photo: new Blob(['x'], { type: 'image/jpeg' }) });
    expect(sent).toEqual({ kind: 'refused', refusal: { status: 415, detail: 'no picture', isPhoto: true } });
    expect(said()).toMatchObject({ word: 'in_use', photo: null });
  });

  it('tells a refusal, a broken server, a busy one, an ended session and no signal apart', async () => {
    const of = async (response: Response | Error) => (await wire(response).send(ANSWER)).kind;
    expect(await of(refuse(409, ''))).toBe('refused');
    expect(await of(refuse(422, ''))).toBe('refused');
    expect(await of(refuse(403, ''))).toBe('refused');
    expect(await of(refuse(500, ''))).toBe('failed');
    expect(await of(refuse(503, ''))).toBe('busy');
    expect(await of(refuse(429, ''))).toBe('busy');
    expect(await of(refuse(401, ''))).toBe('ended');
    expect(await of(new Error('no signal'))).toBe('unreachable');
  });

  it('a refusal without words of the server is one all the same', async () => {
    expect(await wire(new Response('<html>', { status: 413 })).send(ANSWER)).toEqual({
      kind: 'refused',
      refusal: { status: 413, detail: '', isPhoto: false },
    });
  });
});
