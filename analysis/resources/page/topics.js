(() => {
  const form = document.getElementById("filter");
  const found = document.getElementById("found");
  const said = form.dataset;
  const piece = (node, whole) => ({ node, whole: whole ?? node, text: node.textContent, folded: texts.fold(node.textContent) });
  const rows = Array.from(document.querySelectorAll("#overview tbody tr"));
  const topics = Array.from(document.querySelectorAll(".topic"), (section, place) => ({
    section,
    row: rows[place],
    names: Array.from(section.querySelectorAll("h2 span"), (node) => piece(node)),
    words: Array.from(section.querySelectorAll(".word, li .gloss"), (node) => piece(node)),
    paragraphs: Array.from(section.querySelectorAll(".shown"), (shown) => piece(shown.querySelector(".text"), shown)),
  }));

  function search() {
    const terms = texts.termsOf(form.elements.text.value);
    const fits = (one) => terms.every((term) => one.folded.includes(term));
    let [shown, paragraphs] = [0, 0];
    for (const topic of topics) {
      const named = topic.names.some(fits) || topic.words.some(fits);
      const saying = topic.paragraphs.filter(fits);
      const open = !terms.length || named || saying.length > 0;
      topic.section.hidden = !open;
      topic.row.hidden = !open;
      shown += open ? 1 : 0;
      paragraphs += saying.length;
      for (const one of [...topic.names, ...topic.words]) texts.write(one.node, one.text, fits(one) ? terms : []);
      topic.paragraphs.forEach((one, place) => {
        const hit = terms.length > 0 && fits(one);
        texts.write(one.node, one.text, hit ? terms : []);
        one.whole.hidden = terms.length > 0 && saying.length > 0 && !hit;
        const details = one.whole.querySelector("details");
        if (details) details.open = terms.length ? hit : place === 0;
      });
    }
    found.textContent = !terms.length ? "" : texts.fill(shown ? said.found : said.none, { topics: shown, paragraphs });
  }

  let waiting;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 150); });
  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  form.hidden = false;
  search();
})();
