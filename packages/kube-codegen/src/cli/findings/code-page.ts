/** The words about findings, in Markdown: one code ({@link codeSection}), and the page of all ({@link codePage}). */
import { diagnosticCodes, families, wordsOfCode } from '../../diagnostic-codes.js';

/** What there is to say of one code, if there is such a code. */
export function codeSection(code: string): string | undefined {
  const words = wordsOfCode(code);
  return words && `### ${code}: ${words.title}\n\n${words.why}\n\n**What to do:** ${words.remedy}\n`;
}

const head = `# Findings

<!-- Generated from packages/kube-codegen/src/diagnostic-codes.ts. UPDATE_FIXTURES=1 pnpm test packages/kube-codegen/src/cli writes it anew. -->

What \`kube-codegen\` finds in sources, by code. \`kube-codegen explain KC101\` prints the same. Every finding names its place, and most of them what
to write instead; where there is one, no file is written.
`;

/** The page, as \`docs/diagnostics.md\` has it. */
export function codePage(): string {
  const codes = Object.keys(diagnosticCodes);
  const family = ([digit, title]: readonly [string, string]): string => {
    const own = codes.filter((code) => code.charAt(2) === digit).map((code) => `\n${codeSection(code) ?? ''}`);
    return own.length === 0 ? '' : `\n## ${title}\n${own.join('')}`;
  };
  return head + Object.entries(families).map(family).join('');
}
