"use strict";

// Runs before the first paint: the chosen look, or the device's own.
(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    const choice = root.dataset.themeChoice;
    root.dataset.bsTheme = choice === "dark" || (choice !== "light" && dark.matches) ? "dark" : "light";
  };
  paint();
  dark.addEventListener("change", paint);
})();
