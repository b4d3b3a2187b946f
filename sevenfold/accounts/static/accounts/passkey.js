// Asks the device for a passkey when a form that wants one is sent. Without it the form stays away,
// and everything else on the page works.
(() => {
  "use strict"
  const known = "PublicKeyCredential" in window && "webauthnJSON" in window

  async function answer(form) {
    const response = await fetch(form.dataset.passkey, { headers: { Accept: "application/json" } })
    if (!response.ok || response.redirected) throw new Error("no question came")
    const question = await response.json()
    const { webauthnJSON } = window
    return "passkeyMake" in form.dataset ? webauthnJSON.create(question) : webauthnJSON.get(question)
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = !known
    form.addEventListener("submit", async event => {
      event.preventDefault()
      const problem = form.querySelector("[data-passkey-problem]")
      problem.hidden = true
      try {
        form.elements.answer.value = JSON.stringify(await answer(form))
        form.submit()
      } catch {
        problem.hidden = false
      }
    })
  }
  for (const none of document.querySelectorAll("[data-passkey-none]")) none.hidden = known
})()
