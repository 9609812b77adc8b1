// Where the page begins: one engine, the stores that listen, and React.
import { createRoot } from 'react-dom/client';
import { createClient } from '../engine/client.ts';
import { App } from './App.tsx';
import { startLanguage, useWords } from './state/language.ts';
import { startLink } from './state/link.ts';
import { startFollowing } from './state/selection.ts';
import { connect } from './state/session.ts';
import './theme/tokens.css';
import './theme/base.css';
import { ErrorBoundary } from './ui/ErrorBoundary.tsx';
import { UiWords } from './ui/words.ts';

connect(createClient());
startFollowing();
startLink();
await startLanguage();

function Page() {
  return (
    <UiWords value={useWords('ui')}>
      <ErrorBoundary>
        <App />
      </ErrorBoundary>
    </UiWords>
  );
}

createRoot(document.getElementById('root')!).render(<Page />);
