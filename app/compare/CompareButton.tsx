// Opens the list of what the network on show can be compared with. The list is loaded when somebody wants it.
import { lazy, Suspense, useState } from 'react';
import { useWords } from '../state/language.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';

const Chooser = lazy(async () => ({ default: (await import('./Chooser.tsx')).Chooser }));

export function CompareButton() {
  const words = useWords('compare');
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button icon="compare" label={words.open} onClick={() => setOpen(true)} />
      <Dialog open={open} title={words.choose} wide onClose={close}>
        <Suspense fallback={null}>
          <Chooser onChosen={close} />
        </Suspense>
      </Dialog>
    </>
  );
}
