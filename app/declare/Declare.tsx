// A cluster declared in a form, or as the YAML that somebody has: two views of the same objects.
import { useEffect } from 'react';
import { stopDeclaring, useDeclaring } from '../state/declaring.ts';
import { useWords } from '../state/language.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { begin, useDrafting } from './draft.ts';
import { Form } from './Form.tsx';

export default function Declare() {
  const words = useWords('declare');
  const beginning = useDeclaring((state) => state.beginning);
  const isReady = useDrafting(({ work }) => work !== null);
  useEffect(() => {
    if (beginning) void begin(beginning, words.firstTitle);
  }, [beginning, words]);
  return (
    <Dialog
      open={beginning !== null}
      title={words.title[beginning?.kind ?? 'new']}
      wide
      onClose={stopDeclaring}
    >
      {isReady ? <Form /> : <p role="status">{words.reading}</p>}
    </Dialog>
  );
}
