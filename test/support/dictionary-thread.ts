import { workerData } from 'node:worker_threads';
import { loadDictionary } from '../../pipeline/segment/shared-dictionary.ts';

/** A thread that leaves a mark in the tables of a dictionary, for the one that started it to see whether they are its own. */
const MARK = 42;
loadDictionary(String(workerData)).weights[0] = MARK;
