"use strict";
// The page is read without this. With it, it is searched, filtered and folded.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  all("[data-tools], [data-copy]").forEach((it) => { it.hidden = false; });

  // Search and filters.
  const texts = new WeakMap();
  const textOf = (item) => {
    if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
    return texts.get(item);
  };
  const marks = () => new Set(all("[data-filter]").filter((it) => it.checked).map((it) => it.dataset.filter));
  const show = (input) => {
    const list = document.getElementById(input.dataset.search);
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const shown = marks();
    let count = 0;
    for (const item of list.children) {
      const fits = words.every((word) => textOf(item).includes(word));
      item.hidden = !fits || (item.dataset.mark !== undefined && !shown.has(item.dataset.mark));
      if (!item.hidden) count += 1;
    }
    const none = document.getElementById("none");
    if (input.dataset.search === "list" && none) none.hidden = count > 0;
    if (input.dataset.search === "tables") {
      all("svg [data-t]").forEach((it) => {
        const table = document.getElementById("t" + it.dataset.t);
        it.classList.toggle("dim", words.length > 0 && table !== null && table.hidden);
      });
    }
  };
  const searches = all("[data-search]");
  searches.forEach((it) => it.addEventListener("input", () => show(it)));
  all("[data-filter]").forEach((it) => it.addEventListener("change", () => {
    searches.filter((search) => search.dataset.search === "list").forEach(show);
  }));
  all("[data-fold]").forEach((button) => button.addEventListener("click", () => {
    all("#list > details").filter((it) => !it.hidden).forEach((it) => { it.open = button.dataset.fold === "open"; });
  }));

  // A link leads to what is folded or filtered away, too.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let it = target; it; it = it.parentElement) {
      it.hidden = false;
      if (it.tagName === "DETAILS") it.open = true;
    }
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  // What is copied is what is pasted.
  all("[data-copy]").forEach((button) => button.addEventListener("click", async () => {
    const pre = button.parentElement.querySelector("pre");
    try {
      await navigator.clipboard.writeText(pre.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(pre);
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  }));

  // Keys: / searches, n and p go from one migration that fails to the next.
  const failing = all("#list > details.fails");
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      if (event.key === "Escape") document.activeElement.blur();
      return;
    }
    if (event.key === "/" && searches.length) {
      event.preventDefault();
      searches[0].focus();
    }
    const step = { n: 1, p: -1 }[event.key];
    if (step && failing.length) {
      const tops = failing.map((it) => it.getBoundingClientRect().top);
      const next = step > 0 ? tops.findIndex((top) => top > 60) : tops.findLastIndex((top) => top < 0);
      const target = failing[next];
      if (target) {
        target.open = true;
        target.scrollIntoView();
        target.querySelector("summary").focus({ preventScroll: true });
      }
    }
  });

  // Pictures: sizes, and what belongs to the table under the pointer or the focus.
  all("figure.er").forEach((figure) => {
    const svg = figure.querySelector("svg");
    if (!svg) return;
    const width = svg.width.baseVal.value;
    const height = svg.height.baseVal.value;
    let scale = 1;
    const resize = (to) => {
      scale = Math.min(2.5, Math.max(0.25, to));
      svg.setAttribute("width", width * scale);
      svg.setAttribute("height", height * scale);
    };
    all("[data-zoom]", figure).forEach((button) => button.addEventListener("click", () => {
      const by = Number(button.dataset.zoom);
      resize(by === 0 ? 1 : scale * (by > 0 ? 1.25 : 0.8));
    }));
    const light = (table) => {
      svg.classList.toggle("lit", table !== null);
      const near = new Set([table]);
      all(".e", svg).forEach((edge) => {
        const is = table !== null && (edge.dataset.a === table || edge.dataset.b === table);
        edge.classList.toggle("on", is);
        if (is) { near.add(edge.dataset.a); near.add(edge.dataset.b); }
      });
      all("[data-t]", svg).forEach((it) => it.classList.toggle("on", near.has(it.dataset.t)));
    };
    all("[data-t]", svg).forEach((it) => {
      it.addEventListener("pointerenter", () => light(it.dataset.t));
      it.addEventListener("pointerleave", () => light(null));
      it.addEventListener("focus", () => light(it.dataset.t));
      it.addEventListener("blur", () => light(null));
    });
  });

  // Paper folds nothing that matters.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("#list > details.fails, details.meant").filter((it) => !it.open);
    folded.forEach((it) => { it.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((it) => { it.open = false; }));
})();
