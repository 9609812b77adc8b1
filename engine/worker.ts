// The web worker's whole body: the engine, offered to the page.
import { expose } from 'comlink';
import { createEngine } from './serve.ts';

expose(createEngine());
