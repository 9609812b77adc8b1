// Type a part of something, choose what was meant, and be there.
import { useEffect, useState } from 'react';
import type { Finding } from '../../engine/find.ts';
import { useWords } from '../state/language.ts';
import { useOpened } from '../state/session.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { goToFirst, show } from './go.ts';
import { Search } from './Search.tsx';

interface Choice {
  readonly finding: Finding;
  readonly first: boolean;
}

export function FindDialog({ open, onClose }: { readonly open: boolean; onClose(): void }) {
  const words = useWords('find');
  const opened = useOpened();
  const [chosen, setChosen] = useState<Choice | null>(null);
  // Once the dialog is shut and has given the focus back: then the drawing may take it.
  useEffect(() => {
    if (open || !chosen) return;
    setChosen(null);
    if (chosen.first) goToFirst(opened, chosen.finding);
    else show(chosen.finding);
  }, [open, chosen, opened]);
  return (
    <Dialog open={open} title={words.title} wide onClose={onClose}>
      <Search
        onChoose={(finding, first) => {
          setChosen({ finding, first });
          onClose();
        }}
      />
    </Dialog>
  );
}
