// 简体中文
import type { Speech } from '../speech.ts';
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

export const zh: Speech = {
  drops,
  ipvs,
  neighbours,
  remedies,
  routes,
  stages,
  titles,
  tunnels,
  walks,
  weighing,
};
