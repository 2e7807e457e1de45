import { randomUUID } from 'node:crypto';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { webPush } from '../../alerts/channels/web-push.ts';
import { visitorOf } from '../access/visitor.ts';
import { checkOwner, checkRoom, openSettings, toAddressView } from '../address-book.ts';
import { readSettings } from '../address-settings.ts';
import type { ApiParts } from '../parts.ts';
import { siteParams } from '../schemas/common.ts';
import { addressAnswer, webPushKey, webPushSubscription } from '../schemas/messages.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';

const MAX_NAME = 60;

/** Browsers that want to be told. */
export const webPushRoutes: FastifyPluginCallbackZod<ApiParts> = (app, parts, done) => {
  const { records, views, messages, secrets, audit, now } = parts;
  const tags = ['messages'];
  const config = { needs: 'signed_in' } as const;

  const key = { summary: 'Public key by which a browser subscribes', tags, response: { 200: webPushKey, ...PROBLEMS } };
  app.get('/web-push', { schema: key, config }, () => ({ publicKey: messages.webPushKey() }));

  const subscribe = {
    summary: 'Let this browser be told: it becomes an own address',
    description: 'A browser belongs to who subscribed it last.',
    tags,
    params: siteParams,
    body: webPushSubscription,
    response: { 200: addressAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/web-push', { schema: subscribe, config }, async (request) => {
    const { endpoint, keys, isEnglish, name } = request.body;
    const visitor = visitorOf(request);
    const view = await views.one(request.params.site, visitor);
    const owned = { channel: webPush.channel, person: visitor.id, audiences: [] };
    await checkOwner(parts, view, visitor, owned);
    const settings = readSettings(webPush, { endpoint, ...keys, isEnglish }, null, messages);
    const same = await subscribed(view.id, endpoint);
    const before = same.find(({ person }) => person === visitor.id);
    if (!before) await checkRoom(parts, view, visitor.id);
    for (const { id, person } of same) if (person !== visitor.id) await records.addresses.remove(view.id, id);
    const address = {
      ...owned,
      id: before?.id ?? randomUUID(),
      site: view.id,
      name: name ?? before?.name ?? ((request.session?.label.trim().slice(0, MAX_NAME) ?? '') || webPush.name.zh),
      isOn: true,
      createdAt: before?.createdAt ?? now(),
      sealed: secrets.seal(JSON.stringify(settings)),
    };
    await records.addresses.save(address);
    await audit(request, { action: 'address.subscribed', target: address.id, detail: address.name, site: view.id });
    return { address: await toAddressView(parts, address) };
  });

  /** Addresses of this very browser. */
  async function subscribed(site: string, endpoint: string) {
    const all = await records.addresses.list(site);
    return all.filter((address) => address.channel === webPush.channel && openSettings(parts, address)?.['endpoint'] === endpoint);
  }
  done();
};
