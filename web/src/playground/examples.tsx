import { useGraphiQL, useGraphiQLActions, type GraphiQLPlugin } from '@graphiql/react';

// Every example begins with the question that it answers, as a comment.
const texts = import.meta.glob<string>('../../../examples/*.graphql', { query: '?raw', import: 'default', eager: true });

const examples = Object.values(texts)
  .map((text) => ({ text, question: text.match(/^#\s*(.+)/)?.[1] ?? text }))
  .sort((a, b) => a.question.localeCompare(b.question));

export const firstExample = texts['../../../examples/climate-across-the-baltic.graphql'];

function Examples() {
  const editor = useGraphiQL((state) => state.queryEditor);
  const { run } = useGraphiQLActions();
  return (
    <section className="examples" aria-label="Example queries">
      <div className="graphiql-doc-explorer-title">Examples</div>
      <ul>
        {examples.map(({ text, question }) => (
          <li key={question}>
            <button
              type="button"
              onClick={() => {
                editor?.setValue(text);
                run();
              }}
            >
              {question}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Icon() {
  return (
    <svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
      <path d="M9 6h11M9 12h11M9 18h11" />
      <circle cx="4.5" cy="6" r="1" />
      <circle cx="4.5" cy="12" r="1" />
      <circle cx="4.5" cy="18" r="1" />
    </svg>
  );
}

export const EXAMPLES_PLUGIN: GraphiQLPlugin = { title: 'Examples', icon: Icon, content: Examples };
