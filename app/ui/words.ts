// What widgets say of themselves. Who puts the page together gives them the words of its language.
import { createContext } from 'react';
import { en, type Words } from '../words/catalogue.ts';

export const UiWords = createContext<Words['ui']>(en.ui);
