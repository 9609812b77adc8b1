// English: what is said of an event, made from what the event holds.
import { drops } from './drops.ts';
import { ipvs } from './ipvs.ts';
import { neighbours } from './neighbours.ts';
import { remedies } from './remedies.ts';
import { routes } from './routes.ts';
import { stages } from './stages.ts';
import { titles } from './titles.ts';
import { tunnels } from './tunnels.ts';
import { walks } from './walks.ts';
import { weighing } from './weighing.ts';

export const en = { drops, ipvs, neighbours, remedies, routes, stages, titles, tunnels, walks, weighing };
