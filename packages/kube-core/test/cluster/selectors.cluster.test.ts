import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Client, isApiError, messageOf, parseLabelSelector } from 'kube-core';
import { refusedFields, refusedLabels } from '../selectors.js';

let client: Client;
beforeAll(async () => {
  client = await Client.tryDefault();
});
afterAll(() => client.close());

/** What the server says of a selector: its refusal, or `selected`. */
async function verdict(option: string, text: string): Promise<string | undefined> {
  try {
    await client.request('GET', `/api/v1/configmaps?limit=1&${new URLSearchParams({ [option]: text }).toString()}`);
    return 'selected';
  } catch (error) {
    if (isApiError(error)) return error.status.message;
    throw error;
  }
}

function ours(text: string): string {
  try {
    parseLabelSelector(text);
    return 'selected';
  } catch (error) {
    return messageOf(error);
  }
}

test.each([
  ...refusedLabels.map((each) => ['labelSelector', ...each] as const),
  ...refusedFields.map((each) => ['fieldSelector', ...each] as const),
])('the server refuses the %s %j as it did when it was asked', async (option, text, words) => {
  expect(await verdict(option, text)).toBe(words);
});

test('the server takes and refuses label selectors as the parser does, in the same words', async () => {
  const part = fc.constantFrom('a', 'b-', 'in', 'notin', '=', '==', '!=', '!', ',', '(', ')', '<', '>', ' ', '1', 'x/y', '');
  const texts = fc.sample(
    fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
    { numRuns: 300, seed: 7 },
  );
  for (const text of new Set(texts)) expect({ text, verdict: await verdict('labelSelector', text) }).toEqual({ text, verdict: ours(text) });
});
