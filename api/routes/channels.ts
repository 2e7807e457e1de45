import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { fieldsOf } from '../../alerts/channels/fields.ts';
import { CHANNELS } from '../../alerts/channels/registry.ts';
import type { ApiParts } from '../parts.ts';
import { channelList } from '../schemas/messages.ts';
import { PROBLEMS } from '../schemas/responses.ts';

/** The roads that there are. */
export const channelRoutes: FastifyPluginCallbackZod<ApiParts> = (app, _, done) => {
  const schema = {
    summary: 'Channels by which messages go out, and what an address of each has to know',
    tags: ['messages'],
    response: { 200: channelList, ...PROBLEMS },
  };
  const channels = CHANNELS.map((definition) => {
    const { channel, name, what, isPersonal } = definition;
    return { channel, name, what, isPersonal, fields: fieldsOf(definition) };
  });
  app.get('/channels', { schema, config: { needs: 'signed_in' } }, () => ({ channels }));
  done();
};
