import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import type { Language } from './language.js';

/** Every language of the product, in the order in which they are asked. */
export const languages: readonly Language[] = [en, de, es, fr];
