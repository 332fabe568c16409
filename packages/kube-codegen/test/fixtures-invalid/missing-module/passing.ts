export * from './gone.js';
