"use strict";
(() => {
  const root = document.documentElement;
  const find = (id) => document.getElementById(id);
  const form = find("filter");
  const rows = [...document.querySelectorAll(".claims tbody tr")];
  const facets = ["verdict", "source", "method", "only"];
  const title = document.title;
  let listed = "";
  let height = 0;
  let typed = false;

  /* What the fragment says: "#?verdict=ERRATUM&q=kl" is a state of the table, "#stem.name" a claim, the rest a section. */

  const wordsOf = (params, name) => params.getAll(name);

  function read() {
    const params = new URLSearchParams();
    for (const box of form.querySelectorAll("input:checked")) params.append(box.name, box.value);
    if (form.place.value) params.set("place", form.place.value);
    if (form.q.value.trim()) params.set("q", form.q.value.trim());
    return params;
  }

  function write(params) {
    for (const box of form.querySelectorAll("input[type=checkbox]")) {
      box.checked = wordsOf(params, box.name).includes(box.value);
    }
    form.place.value = params.get("place") || "";
    if (form.place.selectedIndex < 0) form.place.value = "";
    if (form.q.value.trim() !== (params.get("q") || "")) form.q.value = params.get("q") || "";
  }

  const contents = new Map();
  function contentOf(id) {
    if (!contents.has(id)) contents.set(id, find(id).textContent.toLowerCase().replace(/\s+/g, " "));
    return contents.get(id);
  }

  function fits(row, params, words) {
    const has = (name) => {
      const wanted = wordsOf(params, name);
      const given = name === "method" || name === "only" ? row.dataset[name].split(" ") : [row.dataset[name]];
      return !wanted.length || wanted.some((value) => given.includes(value));
    };
    const place = params.get("place");
    return facets.every(has) && (!place || row.dataset.place === place) &&
      words.every((word) => contentOf(row.dataset.id).includes(word));
  }

  function filter(params) {
    const words = (params.get("q") || "").toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      row.hidden = !fits(row, params, words);
      count += row.hidden ? 0 : 1;
    }
    find("shown").textContent = count === rows.length ? `${count} claims` : `${count} of ${rows.length} claims`;
    find("reset").hidden = ![...params.keys()].length;
  }

  function fragment(params) {
    const text = params.toString();
    return text ? `#?${text}` : "#claims";
  }

  function apply(replace) {
    const params = read();
    const method = replace ? "replaceState" : "pushState";
    if (fragment(params) !== location.hash) history[method](null, "", fragment(params));
    listed = fragment(params);
    filter(params);
  }

  /* Where a claim is the page, its title is the first heading: said to screen readers, without another look. */
  function level(article, alone) {
    const levels = { H3: 1, H4: 2 };
    for (const heading of article.querySelectorAll("h3, h4")) {
      if (alone) heading.setAttribute("aria-level", levels[heading.tagName]);
      else heading.removeAttribute("aria-level");
    }
  }

  function closeClaims() {
    for (const other of document.querySelectorAll(".claim.open")) {
      other.classList.remove("open");
      level(other, false);
    }
  }

  function openClaim(article) {
    closeClaims();
    article.classList.add("open");
    level(article, true);
    root.classList.add("one");
    const shown = rows.filter((row) => !row.hidden).map((row) => row.dataset.id);
    const here = shown.indexOf(article.id);
    const lead = (id, target) => {
      find(id).hidden = here < 0 || !target;
      if (target) find(id).href = `#${target}`;
    };
    lead("previous", shown[here - 1]);
    lead("next", shown[here + 1]);
    find("pager").hidden = false;
    find("back").href = listed || "#claims";
    const heading = article.querySelector("h3");
    document.title = `${heading.textContent} (${article.id})`;
    scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }

  /* A browser that has loaded a page goes to its fragment itself, and takes the focus away from the heading. */
  addEventListener("load", () => setTimeout(() => {
    const heading = document.querySelector(".claim.open h3");
    if (heading && document.activeElement === document.body) heading.focus({ preventScroll: true });
  }));

  function openList() {
    const returning = root.classList.contains("one");
    root.classList.remove("one");
    closeClaims();
    document.title = title;
    const hash = decode(location.hash.slice(1));
    const state = location.hash.startsWith("#?");
    if (state || hash === "claims" || hash === "") {
      const params = new URLSearchParams(state ? location.hash.slice(2) : "");
      listed = fragment(params);
      write(params);
      filter(params);
      if ([...params.keys()].some((name) => name !== "q")) find("more").open = true;
    }
    const section = state || hash === "claims" ? null : find(hash);
    if (section) section.scrollIntoView();
    else if (returning && height) scrollTo(0, height);
    else if (state) find("claims").scrollIntoView();
  }

  function decode(text) {
    try { return decodeURIComponent(text); } catch { return text; }
  }

  function route() {
    const article = find(decode(location.hash.slice(1)));
    if (article && article.classList.contains("claim")) openClaim(article);
    else openList();
  }

  addEventListener("hashchange", route);
  const remember = () => { if (!root.classList.contains("one")) height = scrollY; };
  addEventListener("scroll", remember, { passive: true });
  addEventListener("click", remember, { capture: true });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => { if (event.target.name !== "q") apply(false); });
  form.q.addEventListener("input", () => { apply(typed); typed = true; });
  form.q.addEventListener("blur", () => { typed = false; });
  find("reset").addEventListener("click", () => { write(new URLSearchParams()); apply(false); form.q.focus(); });

  /* Light and dark: the button names what it leads to. */

  const theme = find("theme");
  const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const name = () => { theme.textContent = dark() ? "Light" : "Dark"; };
  theme.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    try { localStorage.setItem("audit-theme", root.dataset.theme); } catch { /* not remembered, and nothing else lost */ }
    name();
  });
  name();

  /* Letters are copied; where the clipboard is closed, the text is selected instead. */

  for (const button of document.querySelectorAll(".copy")) {
    button.addEventListener("click", async () => {
      const letter = find(button.dataset.copies);
      const said = button.parentElement.querySelector("[role=status]");
      try {
        await navigator.clipboard.writeText(letter.textContent);
        said.textContent = "Copied.";
      } catch {
        letter.closest("details").open = true;
        getSelection().selectAllChildren(letter);
        said.textContent = "Selected: copy it with the keyboard.";
      }
    });
  }

  /* The graph lights up what is next to the box under the pointer or the focus. */

  const graph = document.querySelector(".graph");
  function light(node) {
    graph.classList.toggle("lit", Boolean(node));
    for (const near of graph.querySelectorAll(".near")) near.classList.remove("near");
    if (!node) return;
    const id = node.getAttribute("href").slice(1);
    const near = new Set([id]);
    for (const edge of graph.querySelectorAll(".edge")) {
      const { from, to } = edge.dataset;
      if (from !== id && to !== id) continue;
      edge.classList.add("near");
      near.add(from).add(to);
    }
    for (const other of graph.querySelectorAll(".node")) {
      if (near.has(other.getAttribute("href").slice(1))) other.classList.add("near");
    }
  }
  if (graph) {
    for (const kind of ["pointerover", "focusin"]) graph.addEventListener(kind, (event) => light(event.target.closest(".node")));
    for (const kind of ["pointerleave", "focusout"]) graph.addEventListener(kind, () => light(null));
  }

  /* On paper everything is open. */

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of closed) details.open = false; });

  if (innerWidth > 800) find("more").open = true;
  const first = new URLSearchParams(location.hash.startsWith("#?") ? location.hash.slice(2) : "");
  write(first);
  filter(first);
  route();
})();
