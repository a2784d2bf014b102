/**
 * Files that an edit may replace as a whole. Packs are changed rule by rule and the learned part by training; the
 * segmenter's dictionary decides what a word is, for stored posts too, and stays with the folder.
 */
export const EDITABLE_FILE = /^(?:(?:routing|escalation|scoring|notices|heat)\.yaml|lexicon\/[^/\\.][^/\\]*\.yaml)$/;
