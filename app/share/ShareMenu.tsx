// The link at hand, and beside it the other ways to show somebody a moment. What they need is fetched when they are wanted.
import { lazy, Suspense, useState } from 'react';
import { useWords } from '../state/language.ts';
import { Menu, type MenuItem } from '../ui/Menu.tsx';
import { CopyLink } from './CopyLink.tsx';
import type { Draw } from './exports.ts';
import styles from './ShareMenu.module.css';

const ExportDialog = lazy(async () => ({ default: (await import('./ExportDialog.tsx')).ExportDialog }));
const EmbedDialog = lazy(async () => ({ default: (await import('./EmbedDialog.tsx')).EmbedDialog }));

export interface ShareMenuProps {
  readonly draw: Draw;
  /** Ways that are not this feature's own. */
  readonly others: readonly MenuItem[];
}

export function ShareMenu({ draw, others }: ShareMenuProps) {
  const words = useWords('share');
  const [shown, setShown] = useState<'export' | 'embed' | null>(null);
  const close = () => setShown(null);
  const items: readonly MenuItem[] = [
    { name: words.export, icon: 'export', onChoose: () => setShown('export') },
    { name: words.embed, icon: 'embed', onChoose: () => setShown('embed') },
    ...others,
  ];
  return (
    <div className={styles.share}>
      <CopyLink />
      <Menu label={words.more} items={items} className={styles.more ?? ''} />
      <Suspense>
        {shown === 'export' ? <ExportDialog draw={draw} onClose={close} /> : null}
        {shown === 'embed' ? <EmbedDialog onClose={close} /> : null}
      </Suspense>
    </div>
  );
}
