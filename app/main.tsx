// Where the page begins: one engine, the stores that listen, and React.
import { createRoot } from 'react-dom/client';
import { createClient } from '../engine/client.ts';
import { App } from './App.tsx';
import { Embed } from './Embed.tsx';
import { startEdits } from './state/edits.ts';
import { embedThemeOf } from './state/embed.ts';
import { startLanguage, useWords } from './state/language.ts';
import { startLink } from './state/link.ts';
import { startTheme } from './state/preferences.ts';
import { startRecovery } from './state/recovery.ts';
import { keepRelease } from './state/release.ts';
import { startFollowing } from './state/selection.ts';
import { connect } from './state/session.ts';
import './theme/tokens.css';
import './theme/base.css';
import { ErrorBoundary } from './ui/ErrorBoundary.tsx';
import { UiWords } from './ui/words.ts';

const frame = embedThemeOf(location.href);
startTheme(frame);
connect(createClient());
startRecovery();
startFollowing();
startEdits();
startLink();
await startLanguage();

function Page() {
  return (
    <UiWords value={useWords('ui')}>
      <ErrorBoundary>{frame === null ? <App /> : <Embed />}</ErrorBoundary>
    </UiWords>
  );
}

createRoot(document.getElementById('root')!).render(<Page />);
if (import.meta.env.PROD && frame === null) keepRelease();
