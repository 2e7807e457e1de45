import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../../alerts/channels/fields.ts';
import { CHANNELS, channelOf, senderOf } from '../../../alerts/channels/registry.ts';
import type { Roads } from '../../../alerts/channels/roads.ts';
import { channelView } from '../../../api/schemas/messages.ts';
import { PARCEL } from '../../contracts/channel.ts';

const roads: Roads = {
  http: () => Promise.reject(new Error('not asked')),
  mail: () => Promise.reject(new Error('not asked')),
  publish: () => Promise.reject(new Error('not asked')),
  vapid: () => undefined,
  now: () => 0,
};

describe('channels', () => {
  it('are eleven, each with a name of its own', () => {
    expect(CHANNELS.map(({ channel }) => channel).toSorted()).toEqual(
      ['bark', 'dingtalk', 'email', 'feishu', 'mqtt', 'ntfy', 'serverchan', 'sms-aliyun', 'web-push', 'webhook', 'wecom'], // prettier-ignore
    );
    expect(channelOf('pigeon')).toBeUndefined();
  });

  it.each(CHANNELS.map((definition) => [definition.channel, definition] as const))('%s has a form in both languages', (_, definition) => {
    const { channel, name, what, isPersonal, secrets } = definition;
    const fields = fieldsOf(definition);
    expect(() => channelView.parse({ channel, name, what, isPersonal, fields })).not.toThrow();
    expect(fields.length).toBeGreaterThan(0);
    for (const { label, hint } of fields)
      for (const words of [label, ...(hint ? [hint] : [])])
        expect([/\p{Script=Han}|^[A-Z]/u.test(words.zh), words.en !== '']).toEqual([true, true]);
    expect(
      fields
        .filter(({ kind }) => kind === 'secret')
        .map((field) => field.name)
        .toSorted(),
    ).toEqual([...secrets].toSorted());
  });

  it('say of a field what a form has to know', () => {
    expect(fieldsOf(channelOf('email')!).map(({ name, kind, isRequired, initial }) => [name, kind, isRequired, initial])).toEqual([
      ['host', 'text', true, null],
      ['port', 'number', false, 465],
      ['user', 'text', false, ''],
      ['password', 'secret', false, ''],
      ['from', 'text', true, null],
      ['to', 'list', true, null],
      ['isEnglish', 'boolean', false, false],
    ]);
    expect(fieldsOf(channelOf('wecom')!).map(({ name, kind, isRequired, initial }) => [name, kind, isRequired, initial])).toEqual([
      ['key', 'secret', true, null],
      ['mentionAll', 'boolean', false, true],
      ['isEnglish', 'boolean', false, false],
    ]);
    expect(fieldsOf(channelOf('bark')!)[0]).toMatchObject({ name: 'server', kind: 'url', initial: 'https://api.day.app' });
  });

  it('never throw: an unknown channel and settings that do not hold need a person', async () => {
    for (const [name, settings] of [
      ['pigeon', {}],
      ['wecom', { key: '!' }],
      ['email', null],
    ] as const)
      expect(await senderOf(name, settings, roads).send(PARCEL)).toMatchObject({
        kind: 'permanent',
        why: { zh: expect.stringContaining('设置不完整') },
      });
  });
});
