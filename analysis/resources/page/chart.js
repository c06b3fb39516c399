"use strict";
(() => {
  const source = document.getElementById("series");
  if (!source) return;
  const { years, sets } = JSON.parse(source.textContent);
  const chart = document.getElementById("chart");
  const status = document.getElementById("chart-status");
  const controls = document.getElementById("chart-controls");
  const panels = Array.from(chart.querySelectorAll(".panel"));
  const NS = "http://www.w3.org/2000/svg";
  let set = sets[0];
  let at = years.length - 1;

  // the values of one year in every panel, and a line where it stands
  function point(place) {
    at = Math.min(Math.max(place, 0), years.length - 1);
    status.textContent = set.status[at];
    panels.forEach((panel, number) => {
      const own = set.areas[number];
      panel.querySelector(".value").textContent = own.values[at];
      const guide = panel.querySelector(".guide");
      guide.setAttribute("x1", set.xs[at]);
      guide.setAttribute("x2", set.xs[at]);
      guide.removeAttribute("hidden");
      panel.querySelectorAll(".mark").forEach((mark) => mark.classList.toggle("now", Number(mark.dataset.at) === at));
    });
  }

  function shape(tag, parent, values, text) {
    const node = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(values)) node.setAttribute(name, value);
    if (text) node.textContent = text;
    parent.append(node);
  }

  // another set of numbers in the same panels
  function draw() {
    panels.forEach((panel, number) => {
      const own = set.areas[number];
      panel.querySelector("svg").setAttribute("aria-label", own.label);
      panel.querySelector(".band").setAttribute("d", own.band);
      panel.querySelector(".line").setAttribute("d", own.line);
      const marks = panel.querySelector(".marks");
      marks.replaceChildren();
      own.marks.forEach((mark, place) => {
        if (mark) {
          shape("circle", marks, { class: mark[2] ? "mark hollow" : "mark", cx: mark[0], cy: mark[1], r: 3.5, "data-at": place });
        }
      });
      const grid = panel.querySelector(".grid");
      const [left, right] = [grid.dataset.left, grid.dataset.right];
      grid.replaceChildren();
      set.ticks.forEach(([y, text]) => {
        shape("line", grid, { x1: left, x2: right, y1: y, y2: y });
        shape("text", grid, { x: left - 5, y: y + 4, "text-anchor": "end" }, text);
      });
    });
    point(at);
  }

  function nearest(panel, event) {
    const svg = panel.querySelector("svg");
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
    return set.xs.reduce((best, own, place) => (Math.abs(own - x) < Math.abs(set.xs[best] - x) ? place : best), 0);
  }

  panels.forEach((panel) => {
    panel.addEventListener("pointermove", (event) => point(nearest(panel, event)));
    panel.addEventListener("pointerdown", (event) => point(nearest(panel, event)));
    panel.addEventListener("keydown", (event) => {
      const goal = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: years.length - 1 }[event.key];
      if (goal === undefined) return;
      event.preventDefault();
      point(goal);
    });
  });

  controls.addEventListener("change", () => {
    const wanted = new FormData(controls);
    const fits = (one) => (!wanted.has("estimator") || one.estimator === wanted.get("estimator"))
      && (!wanted.has("place") || one.place === wanted.get("place"));
    set = sets.find(fits) ?? sets.find((one) => one.place === wanted.get("place")) ?? sets[0];
    for (const name of ["estimator", "place"]) {
      if (controls.elements[name]) controls.elements[name].value = set[name];
    }
    const area = wanted.get("area");
    chart.classList.toggle("alone", area !== "");
    panels.forEach((panel) => { panel.hidden = area !== "" && panel.dataset.area !== area; });
    draw();
  });
  controls.hidden = false;
  draw();
})();
