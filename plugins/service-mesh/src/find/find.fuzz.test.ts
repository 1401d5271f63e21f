import fc from 'fast-check';
import { fuzz, hostileText } from 'fuzzing';
import { evaluate } from './evaluate';
import { FIELDS } from './fields';
import type { NodeFacts } from './nodeFacts';
import { Expression, parseExpression } from './parse';
import { applySuggestion, suggest } from './suggest';

/** What expressions are made of, right and wrong. */
const expressionText = fc.oneof(
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          ...Object.keys(FIELDS),
          ...['=', '!=', '<', '<=', '>', '>=', '~', '!~', '!'],
          ...['and', 'or', 'not', '(', ')', '"', 'AND', 'failing', 'true'],
          ...['99%', '500ms', '1.5k', '.5', '10', '(((((', 'not not not'],
          ...['('.repeat(60), 'not '.repeat(2_000), '9'.repeat(400)],
        ),
        hostileText(),
      ),
      { maxLength: 12 },
    )
    .chain(parts =>
      fc.constantFrom(' ', '', '  ').map(space => parts.join(space)),
    ),
  hostileText(),
);

const facts: fc.Arbitrary<NodeFacts> = fc.record({
  texts: fc.dictionary(
    fc.constantFrom('name', 'owner', 'namespace'),
    fc.array(hostileText(), { maxLength: 2 }),
  ),
  partial: fc.constantFrom<NodeFacts['partial']>(new Set(), new Set(['owner'])),
  numbers: fc.dictionary(
    fc.constantFrom('rps', 'success', 'p99'),
    fc.double({ noNaN: true }),
  ),
  flags: fc.dictionary(fc.constantFrom('mtls', 'meshed'), fc.boolean()),
  health: fc.constantFrom('failing', 'failing-because', 'healthy'),
});

describe('expressions', () => {
  it(
    'should be understood or refused at a place of the text, and hold, not hold or be unknown',
    fuzz(fc.tuple(expressionText, facts), ([text, about]) => {
      const result = parseExpression(text);
      const { start, end, found } = result.ok
        ? { start: 0, end: 0, found: '' }
        : result.error;
      const expression = result.ok ? result.expression : undefined;
      const outcome = expression && evaluate(expression, about);
      const opposite =
        expression && evaluate({ type: 'not', part: expression }, about);
      expect([
        start >= 0 && start <= end && end <= text.length,
        found.length <= text.length,
        brokenParts(expression),
        opposite === undefined ? undefined : !opposite,
      ]).toEqual([true, true, [], outcome]);
    }),
  );

  it(
    'should be completed inside of the text, to something that is no worse',
    fuzz(
      fc.tuple(expressionText, fc.nat(200), fc.array(hostileText())),
      ([text, at, names]) => {
        const caret = Math.min(at, text.length);
        const { from, to, suggestions } = suggest(text, caret, {
          name: names,
        });
        expect([
          from >= 0 && from <= to && to <= text.length,
          suggestions.length <= 30,
        ]).toEqual([true, true]);
        for (const suggestion of suggestions) {
          const after = applySuggestion(text, { from, to }, suggestion);
          expect(after.caret).toBeLessThanOrEqual(after.text.length);
        }
      },
      { share: 0.25 },
    ),
  );
});

/** Parts of an expression that could not be compared with anything. */
function brokenParts(expression: Expression | undefined): unknown[] {
  switch (expression?.type) {
    case 'and':
    case 'or':
      return expression.parts.flatMap(brokenParts);
    case 'not':
      return brokenParts(expression.part);
    case 'compare':
      return Object.hasOwn(FIELDS, expression.field) &&
        !(
          typeof expression.value === 'number' &&
          !Number.isFinite(expression.value)
        )
        ? []
        : [expression];
    default:
      return [];
  }
}
