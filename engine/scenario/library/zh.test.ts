// What the library says in Chinese: the same things, with the same addresses, chains and numbers.
import { describe, expect, it } from 'vitest';
import { library, loadScenario } from './index.ts';
import { zh } from './zh.ts';

/** What is written the same in every language: addresses, chains, ports, MTUs. */
const marksOf = (text: string) =>
  [...new Set(text.match(/\b\d[\d.,/*]*\d\b|\b[A-Z]{3,}(?:-[A-Z0-9]+)+\b|0x\d+/g))].sort();

describe.each(library)('$id in Chinese', (entry) => {
  const text = zh[entry.id];

  it.each(['title', 'summary', 'heading', 'description'] as const)('has a %s', (part) => {
    expect(text[part]).toMatch(part === 'title' || part === 'heading' ? /\S/ : /[\u4e00-\u9fff]/);
    expect(text[part]).not.toMatch(/[\u4e00-\u9fff][,;:!?]|[\u4e00-\u9fff]\.(?!\d)/);
  });

  it('names what the English names', async () => {
    const loaded = await loadScenario(entry.id);
    if (!loaded.ok) throw new Error(loaded.problem.what);
    const { title, description = '' } = loaded.value;
    expect(marksOf(text.description)).toEqual(expect.arrayContaining(marksOf(description)));
    expect(marksOf(text.heading)).toEqual(marksOf(title));
  });

  it('tells of its fault what the English tells', async () => {
    const loaded = await loadScenario(entry.id);
    const fault = loaded.ok ? loaded.value.fault : undefined;
    const told = ({ symptom = '', cause = '' } = {}) => [marksOf(symptom), marksOf(cause)];
    expect(told(text.fault)).toEqual(told(fault));
    for (const part of Object.values(text.fault ?? {}))
      expect(part).not.toMatch(/[\u4e00-\u9fff][,;:!?]|[\u4e00-\u9fff]\.(?!\d)/);
  });
});
