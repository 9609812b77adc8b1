// Why there is no form of these objects.
import { useWords } from '../state/language.ts';
import { useDrafting } from './draft.ts';
import { Tidy } from './Tidy.tsx';

/** More characters than one would edit in a page. */
export const MOST_CHARACTERS = 300_000;

export function Unshown() {
  const words = useWords('declare');
  const length = useDrafting(({ work }) => work!.survey?.text.length ?? 0);
  const megabytes = (length / 1_000_000).toLocaleString(undefined, { maximumFractionDigits: 1 });
  return (
    <>
      <p>{length > MOST_CHARACTERS ? words.tooLarge(megabytes) : words.noForm}</p>
      <div>
        <Tidy />
      </div>
    </>
  );
}
