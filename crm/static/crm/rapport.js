"use strict";

// Pleasantries over pages that work without them: keys, menus that close, clocks that tick.
(() => {
  const typing = (target) =>
    target.closest("input:not([type=radio]), textarea, select, [contenteditable]") !== null;

  // --- menus -------------------------------------------------------------------------------
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (menu !== except) menu.open = false;
    }
  };

  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details.menu"));
    const dismiss = event.target.closest("[data-dismiss]");
    if (dismiss) dismiss.closest(".alert").remove();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.menu[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  // --- keys: an element says which key it answers to ------------------------------------------
  const answer = (element) => {
    if (element.matches("input")) {
      element.focus();
      element.select();
    } else if (element.matches("details")) {
      element.open = true;
      element.querySelector("a, button").focus();
    } else {
      element.click();
    }
  };

  const step = (direction) => {
    const rows = [...document.querySelectorAll("[data-row]")];
    if (rows.length === 0) return;
    const here = rows.findIndex((row) => row.getAttribute("aria-current") === "true");
    const next = Math.min(Math.max(here + direction, 0), rows.length - 1);
    if (here >= 0) rows[here].removeAttribute("aria-current");
    rows[next].setAttribute("aria-current", "true");
    rows[next].scrollIntoView({ block: "nearest" });
    const link = rows[next].querySelector("a[href], button");
    if (link) link.focus({ preventScroll: true });
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j" || event.key === "k") {
      step(event.key === "j" ? 1 : -1);
      event.preventDefault();
      return;
    }
    // What the page itself offers goes before what stands above every page.
    const element = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)].pop();
    if (!element) return;
    event.preventDefault();
    answer(element);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("form[data-send-key]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  });

  // --- a double tap sends once ----------------------------------------------------------------
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    window.setTimeout(() => delete form.dataset.sent, 4000);
  });

  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // --- drafts: what is typed is kept on the server, for whoever types it ------------------------
  const DRAFT_AFTER = 800;
  const waiting = new Map();

  const keepDraft = (form, isLeaving) => {
    window.clearTimeout(waiting.get(form));
    waiting.delete(form);
    const typed = new FormData(form);
    for (const control of form.querySelectorAll("[type=password], [type=file]")) typed.delete(control.name);
    typed.set("draft_of", form.dataset.draft);
    fetch(document.body.dataset.draftsUrl, { method: "POST", body: typed, keepalive: isLeaving })
      .then((answer) => {
        const said = document.querySelector("[data-draft-kept]");
        if (said && answer.status === 204) said.hidden = false;
      })
      // Out of reach: the next key that is pressed tries again.
      .catch(() => {});
  };

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (!form) return;
    window.clearTimeout(waiting.get(form));
    waiting.set(form, window.setTimeout(() => keepDraft(form, false), DRAFT_AFTER));
  });

  document.addEventListener("submit", (event) => {
    window.clearTimeout(waiting.get(event.target));
    waiting.delete(event.target);
  });

  window.addEventListener("pagehide", () => {
    for (const form of [...waiting.keys()]) keepDraft(form, true);
  });

  // --- clocks ---------------------------------------------------------------------------------
  const tick = () => {
    const language = document.documentElement.lang || "en-GB";
    for (const clock of document.querySelectorAll("[data-clock]")) {
      clock.textContent = new Intl.DateTimeFormat(language, {
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
        timeZone: clock.dataset.clock,
      }).format(new Date());
    }
  };
  window.setInterval(tick, 20_000);

  // --- the browser's own zone -----------------------------------------------------------------
  const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const offerBrowserZone = (root) => {
    for (const offer of root.querySelectorAll("[data-browser-zone]")) {
      if (!browserZone || offer.dataset.browserZone === browserZone) continue;
      offer.querySelector("[name=time_zone]").value = browserZone;
      offer.querySelector("[data-zone-name]").textContent = browserZone;
      offer.hidden = false;
    }
    for (const select of root.querySelectorAll("select[data-guess-zone]")) {
      const guess = JSON.parse(select.dataset.guessZone)[browserZone] || browserZone;
      // A browser that hides where it is says UTC.
      const isPlace = guess !== "UTC" && [...select.options].some((option) => option.value === guess);
      if (isPlace && !select.value) select.value = guess;
    }
  };
  offerBrowserZone(document);

  // --- copying ----------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const lines = [...document.querySelector(button.dataset.copy).querySelectorAll("bdi")];
    navigator.clipboard.writeText(lines.map((line) => line.textContent).join("\n"));
  });

  // --- taking a proposed language -----------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take-language]");
    if (!button) return;
    const field = document.querySelector("#id_first_language");
    field.value = button.dataset.takeLanguage;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    button.closest("[data-languages]").remove();
    field.focus();
  });

  // --- phrases: put where the cursor was, or into the long text of the form ----------------------
  const composers = "form[data-draft] textarea, form[data-draft] input[type=text]";
  let lastField = null;

  document.addEventListener("focusin", (event) => {
    if (event.target.matches(composers)) lastField = event.target;
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    const field = lastField?.isConnected ? lastField : document.querySelector("#id_body, #id_summary");
    if (!field) return;
    const words = button.closest("li").querySelector(".words-said").textContent;
    const before = field.value.slice(0, field.selectionStart);
    const gap = before && !/\s$/.test(before) ? " " : "";
    field.focus();
    field.setRangeText(gap + words, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  for (const button of document.querySelectorAll("[data-insert]")) button.hidden = false;

  // --- fragments ------------------------------------------------------------------------------
  const body = document.body;

  document.addEventListener("htmx:beforeSwap", (event) => {
    const answered = new URL(event.detail.xhr.responseURL || window.location.href);
    if (body.dataset.loginUrl && answered.pathname === body.dataset.loginUrl) {
      event.detail.shouldSwap = false;
      window.location.reload();
    }
  });

  const say = () => {
    const template = document.getElementById("request-failed");
    const region = document.getElementById("messages");
    if (template && region) region.replaceChildren(template.content.cloneNode(true));
  };
  document.addEventListener("htmx:responseError", say);
  document.addEventListener("htmx:sendError", say);
})();
