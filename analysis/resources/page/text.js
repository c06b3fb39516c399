"use strict";
// what is searched, and where it stands in a text: width and case of letters and white space make no difference
const texts = (() => {
  const foldOne = (char) => char.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  const fold = (text) => Array.from(text, foldOne).join("");
  const termsOf = (wanted) => wanted.split(/\s+/).map(fold).filter(Boolean);
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  // the places of the terms in the text as it is written: each character knows where its folded form begins
  function hits(text, terms) {
    const chars = Array.from(text);
    const starts = [];
    let folded = "";
    chars.forEach((char, place) => {
      const one = foldOne(char);
      for (let i = 0; i < one.length; i += 1) starts.push(place);
      folded += one;
    });
    const marked = new Array(chars.length).fill(false);
    for (const term of terms) {
      for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + term.length)) {
        for (let place = starts[at]; place <= starts[at + term.length - 1]; place += 1) marked[place] = true;
      }
    }
    return { chars, marked };
  }

  // put a text into an element, with the terms marked
  function write(node, text, terms) {
    const { chars, marked } = hits(text, terms);
    node.replaceChildren();
    for (let from = 0, to = 0; from < chars.length; from = to) {
      while (to < chars.length && marked[to] === marked[from]) to += 1;
      const part = chars.slice(from, to).join("");
      if (marked[from]) {
        const mark = document.createElement("mark");
        mark.textContent = part;
        node.append(mark);
      } else node.append(part);
    }
    return node;
  }
  return { fold, termsOf, fill, write };
})();
