// @ts-check
// Style sheets of what is on a page only once somebody asks for it.

/** @type {Map<string, Promise<unknown>>} */
const fetched = new Map();

/** Fetches a style sheet once; settled when it has come, or will not. @param {string | undefined} address */
export function styled(address) {
  if (!address) return Promise.resolve();
  const known = fetched.get(address);
  if (known) return known;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = address;
  const come = new Promise((settle) => {
    link.onload = settle;
    link.onerror = settle;
  });
  document.head.append(link);
  fetched.set(address, come);
  return come;
}
