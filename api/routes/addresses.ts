import { randomUUID } from 'node:crypto';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { channelOf, CHANNELS } from '../../alerts/channels/registry.ts';
import type { Address } from '../../domain/message.ts';
import { visitorOf } from '../access/visitor.ts';
import { checkOwner, checkRoom, isManager, managedAddress, openSettings, toAddressView } from '../address-book.ts';
import { readSettings, type Settings } from '../address-settings.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound, Unprocessable } from '../problems.ts';
import { done as doneAnswer } from '../schemas/access.ts';
import { siteParams } from '../schemas/common.ts';
import { addressAnswer, addressList, addressParams, addressRequest, testAnswer } from '../schemas/messages.ts';
import { PROBLEMS, SIGN_IN_PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';

/** Each test is a message to somebody. */
const TEST_LIMIT = { max: 6, timeWindow: 60_000 };

/** Where messages go: all addresses for who manages channels, one's own for everybody. */
export const addressRoutes: FastifyPluginCallbackZod<ApiParts> = (app, parts, done) => {
  const { records, views, messages, secrets, audit, now } = parts;
  const tags = ['messages'];
  const config = { needs: 'signed_in' } as const;
  const own = 'With `manage_channels` and the whole school; of their own addresses everybody.';

  const list = {
    summary: 'Addresses, the oldest first, without secrets',
    description: own,
    tags,
    params: siteParams,
    response: { 200: addressList, ...PROBLEMS },
  };
  app.get('/sites/:site/addresses', { schema: list, config }, async (request) => {
    const visitor = visitorOf(request);
    const view = await views.one(request.params.site, visitor);
    const all = await records.addresses.list(view.id);
    const seen = isManager(view, visitor) ? all : all.filter(({ person }) => person === visitor.id);
    return { addresses: await Promise.all(seen.map((address) => toAddressView(parts, address))) };
  });

  const write = { tags, description: own, response: { 200: addressAnswer, ...WRITE_PROBLEMS } };
  const add = { ...write, summary: 'Add an address', params: siteParams, body: addressRequest };
  app.post('/sites/:site/addresses', { schema: add, config }, async (request) => {
    const { body } = request;
    const view = await views.one(request.params.site, request.visitor);
    await checkOwner(parts, view, visitorOf(request), body);
    const settings = readSettings(definitionOf(body.channel), body.settings, null, messages);
    if (body.person !== null) await checkRoom(parts, view, body.person);
    const address = save(view.id, { id: randomUUID(), createdAt: now() }, body, settings);
    await records.addresses.save(address);
    await audit(request, { action: 'address.added', target: address.id, detail: describe(address), site: view.id });
    return { address: await toAddressView(parts, address) };
  });

  const change = {
    ...write,
    summary: 'Change an address; a secret sent as `***` stays as it was',
    params: addressParams,
    body: addressRequest,
  };
  app.put('/sites/:site/addresses/:id', { schema: change, config }, async (request) => {
    const { body, params } = request;
    const visitor = visitorOf(request);
    const view = await views.one(params.site, visitor);
    const before = await managedAddress(parts, view, visitor, params.id);
    if (body.channel !== before.channel) {
      const message = `an address stays on its channel (got '${body.channel}'); allowed: '${before.channel}'`;
      throw new Unprocessable({ path: 'body.channel', message });
    }
    await checkOwner(parts, view, visitor, body);
    const settings = readSettings(definitionOf(body.channel), body.settings, openSettings(parts, before), messages);
    if (body.person !== null && body.person !== before.person) await checkRoom(parts, view, body.person);
    const after = save(view.id, before, body, settings);
    await records.addresses.save(after);
    const detail = `${describe(before)} → ${describe(after)}`;
    await audit(request, { action: 'address.changed', target: after.id, detail, site: view.id });
    return { address: await toAddressView(parts, after) };
  });

  const remove = {
    summary: 'Delete an address; what is on its way to it is dropped',
    description: own,
    tags,
    params: addressParams,
    response: { 200: doneAnswer, ...WRITE_PROBLEMS },
  };
  app.delete('/sites/:site/addresses/:id', { schema: remove, config }, async (request) => {
    const visitor = visitorOf(request);
    const view = await views.one(request.params.site, visitor);
    const address = await managedAddress(parts, view, visitor, request.params.id);
    await records.addresses.remove(view.id, address.id);
    await audit(request, { action: 'address.deleted', target: address.id, detail: describe(address), site: view.id });
    return { done: true } as const;
  });

  const test = {
    summary: 'Send a test message now, past the queue, and say what the other side answered',
    description: own,
    tags,
    params: addressParams,
    response: { 200: testAnswer, ...SIGN_IN_PROBLEMS },
  };
  const limited = {
    ...config,
    rateLimit: { ...TEST_LIMIT, keyGenerator: (request: Parameters<typeof visitorOf>[0]) => visitorOf(request).id },
  };
  app.post('/sites/:site/addresses/:id/test', { schema: test, config: limited }, async (request) => {
    const visitor = visitorOf(request);
    const view = await views.one(request.params.site, visitor);
    const address = await managedAddress(parts, view, visitor, request.params.id);
    const result = await messages.test(view.id, address.id, visitor.name);
    if (!result) throw new NotFound('address', address.id);
    const detail = `${describe(address)}: ${result.outcome}`;
    await audit(request, { action: 'address.tested', target: address.id, detail, site: view.id });
    return result;
  });

  function save(
    site: string,
    { id, createdAt }: Pick<Address, 'id' | 'createdAt'>,
    body: z.output<typeof addressRequest>,
    settings: Settings,
  ) {
    const { channel, name, person, audiences, isOn } = body;
    return { id, site, channel, name, person, audiences, isOn, createdAt, sealed: secrets.seal(JSON.stringify(settings)) };
  }
  done();
};

/** @throws Unprocessable naming those that there are */
function definitionOf(name: string) {
  const definition = channelOf(name);
  if (definition) return definition;
  const known = CHANNELS.map(({ channel }) => channel).join(', ');
  throw new Unprocessable({ path: 'body.channel', message: `there is no channel '${name}'; allowed: ${known}` });
}

/** For the log: nothing of the settings. */
function describe({ channel, name, person, audiences, isOn }: Address): string {
  return `${channel}, ${name}, ${person === null ? audiences.join(' and ') : `of ${person}`}${isOn ? '' : ', off'}`;
}
