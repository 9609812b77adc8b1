// A mistake of ours while drawing: the page says so instead of going blank.
import { Component, type ContextType, type ReactNode } from 'react';
import { Button } from './Button.tsx';
import styles from './ErrorBoundary.module.css';
import { UiWords } from './words.ts';

interface State {
  readonly message: string | null;
}

export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  static override contextType = UiWords;
  declare context: ContextType<typeof UiWords>;
  override state: State = { message: null };

  static getDerivedStateFromError(error: unknown): State {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === null) return this.props.children;
    const words = this.context;
    return (
      <main className={styles.page}>
        <div role="alert">
          <h1>{words.mistake}</h1>
          <p>{words.mistakeMeans}</p>
          <pre>{message}</pre>
        </div>
        <div className={styles.ways}>
          <Button look="primary" onClick={() => location.reload()}>
            {words.loadAgain}
          </Button>
          <Button
            look="outlined"
            onClick={() => {
              location.hash = '';
              location.reload();
            }}
          >
            {words.startAfresh}
          </Button>
        </div>
      </main>
    );
  }
}
