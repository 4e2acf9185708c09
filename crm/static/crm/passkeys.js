// Pages on which a passkey is made or used: show them where the browser can, and say when it did not work.
document.addEventListener("DOMContentLoaded", () => {
  const able = typeof window.PublicKeyCredential === "function";
  for (const part of document.querySelectorAll("[data-needs-passkeys]")) part.hidden = !able;
  for (const part of document.querySelectorAll("[data-without-passkeys]")) part.hidden = able;
});

document.addEventListener("allauth.error", (event) => {
  const failed = document.getElementById("passkey-failed");
  if (failed) {
    event.preventDefault();
    failed.hidden = false;
  }
});
