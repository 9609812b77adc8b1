// For dumps of clusters: what nobody reads here is left out of the text.
import { useWords } from '../state/language.ts';
import { Button } from '../ui/Button.tsx';
import { tidyText, useDrafting } from './draft.ts';

export function Tidy() {
  const words = useWords('declare');
  const isTyped = useDrafting(({ work }) => typeof work!.draft.objects === 'string');
  const isRight = useDrafting(({ work }) => work!.survey?.outcome.ok === true);
  if (!isTyped || !isRight) return null;
  return (
    <Button look="outlined" title={words.tidyHint} onClick={() => void tidyText()}>
      {words.tidy}
    </Button>
  );
}
