import { describe, expect, it } from 'vitest';
import { readExample, readExamples } from '../../tariffs/examples.ts';
import { wholePrice } from '../../tariffs/period-price.ts';
import { parseTariffYaml, printTariffYaml } from '../../tariffs/tariff-yaml.ts';
import { billOf, question, used } from './questions.ts';

const examples = await readExamples();

describe('examples', () => {
  it('are there for every kind of tariff', () => {
    expect(examples.map(({ name }) => name)).toEqual([
      'commercial-tou-guangdong',
      'commercial-tou-jiangsu-2025',
      'commercial-tou-zhejiang-2026',
      'non-resident-water-over-quota',
      'residential-tiers-zhejiang',
      'residential-water-tiers',
      'school-electricity-zhejiang',
      'school-electricity-zhejiang-low-voltage',
      'school-water',
      'two-part-demand',
    ]);
  });

  it.each(examples)('$name says that it is one, in both languages, with its source', ({ tariff }) => {
    expect(tariff).toMatchObject({
      isExample: true,
      name: expect.stringContaining('示例') as unknown,
      nameEn: expect.stringContaining('example') as unknown,
    });
    expect(tariff.sourceDoc).toContain('示例');
  });

  it.each(examples)('$name is the same after it was written and read again', ({ tariff }) => {
    expect(parseTariffYaml(printTariffYaml(tariff))).toEqual({ kind: 'tariff', tariff });
  });

  it('cost what their documents say', async () => {
    const price = async (name: string, period: Parameters<typeof wholePrice>[1] = null) =>
      wholePrice(await readExample(name), period).toNumber();
    expect(await price('school-electricity-zhejiang')).toBe(0.538);
    expect(await price('school-electricity-zhejiang-low-voltage')).toBe(0.558);
    expect(await price('school-water')).toBe(3.19);
    expect(await price('non-resident-water-over-quota')).toBe(3.82);
    expect([await price('residential-tiers-zhejiang', 'peak'), await price('residential-tiers-zhejiang', 'valley')]).toEqual([
      0.568, 0.288,
    ]);
  });

  it('bill a month of water at 3.19 as 13,589.40 for 4,260 m³', async () => {
    expect(billOf(used(question(await readExample('school-water')), 4260)).total).toBe('13589.40');
  });
});
