import { describe, expect, it } from 'vitest';
import { nearMiss } from '../../config/near-miss.ts';

describe('near miss', () => {
  it.each([
    ['hots', ['host', 'port'], 'host'],
    ['Host', ['host', 'port'], 'host'],
    ['floor', ['floors', 'flow'], 'floors'],
    ['timezone', ['timeZone'], 'timeZone'],
    ['xyz', ['host', 'port'], undefined],
    ['anything', [], undefined],
  ])('%s among %j is %s', (word, known, meant) => {
    expect(nearMiss(word, known)).toBe(meant);
  });
});
