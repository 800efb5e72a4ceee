/** Loads the part of the program that tests use. As an import of its own, it is in the same chunk as the commands. */
export const loadLab = () => import('./lab.js');
