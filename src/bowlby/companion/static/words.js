// Texts of scripts in the language of the page: the page brings the translations along, keyed by the English text.
const words = JSON.parse(document.querySelector("[data-words]")?.dataset.words || "{}");

/** A text, with `%(name)s` standing for the value of that name. */
export const told = (text, values = {}) =>
  (words[text] ?? text).replace(/%\((\w+)\)s/g, (_, name) => String(values[name]));
