// A mistake of ours while drawing: the page says so instead of going blank.
import { Component, type ReactNode } from 'react';
import { Button } from './Button.tsx';
import styles from './ErrorBoundary.module.css';

interface State {
  readonly message: string | null;
}

export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { message: null };

  static getDerivedStateFromError(error: unknown): State {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === null) return this.props.children;
    return (
      <main className={styles.page}>
        <div role="alert">
          <h1>The page made a mistake</h1>
          <p>It could not draw this moment. The link in the address bar still leads to it.</p>
          <pre>{message}</pre>
        </div>
        <div className={styles.ways}>
          <Button look="primary" onClick={() => location.reload()}>
            Load again
          </Button>
          <Button
            look="outlined"
            onClick={() => {
              location.hash = '';
              location.reload();
            }}
          >
            Start afresh
          </Button>
        </div>
      </main>
    );
  }
}
