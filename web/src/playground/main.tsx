import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './playground.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { EXAMPLES_PLUGIN, firstExample } from './examples';

const fetcher = createGraphiQLFetcher({ url: '/graphql' });

// The address bar holds what is asked, so that it can be shared: ?query=…&variables=…
const asked = new URLSearchParams(location.search);

function keep(name: 'query' | 'variables', text: string): void {
  const url = new URL(location.href);
  if (text.trim()) url.searchParams.set(name, text);
  else url.searchParams.delete(name);
  history.replaceState(null, '', url);
}

createRoot(document.getElementById('playground')!).render(
  <StrictMode>
    <GraphiQL
      fetcher={fetcher}
      plugins={[HISTORY_PLUGIN, EXAMPLES_PLUGIN]}
      initialQuery={asked.get('query') ?? undefined}
      initialVariables={asked.get('variables') ?? undefined}
      defaultQuery={firstExample}
      defaultEditorToolsVisibility="variables"
      shouldPersistHeaders={false}
      onEditQuery={(text) => keep('query', text)}
      onEditVariables={(text) => keep('variables', text)}
    />
  </StrictMode>,
);
