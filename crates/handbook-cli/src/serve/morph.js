// @ts-check
// Patches the page to what the server renders now.
//
// Beside the page it keeps the page as it was served, which nobody touches. What is compared is the served page with the
// new one, and what differs is done to both. So whatever scripts and the reader changed since (an open disclosure, what is
// typed, a calculator's answer) stays, unless the author changed that very thing; and what did not change is not touched.

/** Elements whose change is no patch: their code has run already. */
const CODE = 'script:not([type]), script[type=""], script[type="module"], script[type$="javascript"], script[type="importmap"]';
const LASTING = `${CODE}, base, meta[http-equiv]`;
const CONTROLS = "input, select, textarea";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

export class Served {
  /** The page as it was served. */
  #page = document.implementation.createHTMLDocument();
  /** What stands in the document for a node of the page as served. @type {WeakMap<Node, Node>} */
  #shown = new WeakMap();
  /** Style sheets that stay until the one in their place is there. @type {WeakMap<Node, Element[]>} */
  #leaving = new WeakMap();

  /** To be made before other scripts change the page. @param {string} own what selects the script that is in no new page */
  constructor(own) {
    const { documentElement } = document;
    this.#page.replaceChild(this.#page.importNode(documentElement, true), this.#page.documentElement);
    this.#pair(this.#page.documentElement, documentElement);
    this.#page.querySelector(own)?.remove();
    strip(this.#page);
  }

  /**
   * Makes the page the new one. False when only loading it can do that; nothing is changed then.
   * @param {string} html
   */
  patch(html) {
    const next = new DOMParser().parseFromString(html, "text/html");
    strip(next);
    if (lasting(this.#page) !== lasting(next) || this.#hasUnknown(next)) return false;
    const focus = document.activeElement;
    this.#element(this.#page.documentElement, next.documentElement);
    if (focus instanceof HTMLElement && focus !== document.activeElement && focus.isConnected) focus.focus({ preventScroll: true });
    return true;
  }

  /** Elements whose code the page has not loaded, since it had none of them. @param {Document} next */
  #hasUnknown(next) {
    const names = new Set([...next.querySelectorAll("*")].map(({ localName }) => localName).filter((name) => name.includes("-")));
    return [...names].some((name) => !customElements.get(name) && !this.#page.querySelector(name));
  }

  /** @param {Node} served @param {Node} shown */
  #pair(served, shown) {
    this.#shown.set(served, shown);
    let [one, other] = [served.firstChild, shown.firstChild];
    while (one && other) {
      this.#pair(one, other);
      [one, other] = [one.nextSibling, other.nextSibling];
    }
  }

  /** @param {Node} served @param {Node} next */
  #node(served, next) {
    if (served.isEqualNode(next)) return;
    if (served instanceof Element && next instanceof Element) this.#element(served, next);
    else this.#text(/** @type {CharacterData} */ (served), next.nodeValue ?? "");
  }

  /** Only the part that differs, so that a selection in the rest stays. @param {CharacterData} served @param {string} next */
  #text(served, next) {
    const shown = /** @type {CharacterData} */ (this.#shown.get(served));
    const before = served.data;
    served.data = next;
    if (shown.data !== before) {
      shown.data = next;
      return;
    }
    let start = 0;
    while (start < before.length && start < next.length && before[start] === next[start]) start += 1;
    let end = 0;
    const most = Math.min(before.length, next.length) - start;
    while (end < most && before[before.length - 1 - end] === next[next.length - 1 - end]) end += 1;
    shown.replaceData(start, before.length - end - start, next.slice(start, next.length - end));
  }

  /** @param {Element} served @param {Element} next */
  #element(served, next) {
    const shown = /** @type {Element} */ (this.#shown.get(served));
    if (customElements.get(served.localName)) return this.#replace(served, next, shown);
    if (isStyleSheet(served) && isStyleSheet(next) && served.getAttribute("href") !== next.getAttribute("href")) {
      return this.#restyle(served, next, shown);
    }
    for (const { namespaceURI, name, value } of next.attributes) {
      if (served.getAttribute(name) === value) continue;
      for (const element of [served, shown]) {
        if (namespaceURI) element.setAttributeNS(namespaceURI, name, value);
        else element.setAttribute(name, value);
      }
    }
    for (const { name } of [...served.attributes]) {
      if (!next.hasAttribute(name)) for (const element of [served, shown]) element.removeAttribute(name);
    }
    this.#children(served, next, shown);
  }

  /** @param {Element} served @param {Element} next @param {Element} shown */
  #children(served, next, shown) {
    const wanted = [...next.childNodes];
    const matches = match([...served.childNodes], wanted);
    const kept = new Set(matches);
    for (const child of [...served.childNodes]) {
      if (!kept.has(child)) this.#remove(child);
    }
    const settled = inOrder([...served.childNodes], matches);
    /** @type {ChildNode | null} */
    let last = null;
    wanted.forEach((child, index) => {
      const found = matches[index];
      if (found) {
        if (!settled.has(found)) this.#place(found, this.#shownOf(found), served, shown, last);
        last = found;
        const before = /** @type {ChildNode | null} */ (found.previousSibling);
        this.#node(found, child);
        // It may have been replaced as a whole.
        if (found.parentNode !== served) last = before ? before.nextSibling : served.firstChild;
      } else {
        const [copy, fresh] = this.#copies(child);
        this.#place(copy, fresh, served, shown, last);
        last = copy;
      }
    });
  }

  /**
   * Puts a node behind another one, or first, in the page as served and in the document.
   * @param {ChildNode} served @param {ChildNode} shown @param {Element} servedParent @param {Element} shownParent @param {ChildNode | null} last
   */
  #place(served, shown, servedParent, shownParent, last) {
    servedParent.insertBefore(served, last ? last.nextSibling : servedParent.firstChild);
    // Scripts may have put something of their own around a node or beside it.
    const before = last && this.#shownOf(last);
    const parent = before?.parentElement ?? shownParent;
    const after = before?.parentElement ? before.nextSibling : shownParent.firstChild;
    if (shown.isConnected && "moveBefore" in parent) /** @type {any} */ (parent).moveBefore(shown, after);
    else parent.insertBefore(shown, after);
  }

  /** @param {ChildNode} served */
  #remove(served) {
    this.#shownOf(served).remove();
    served.remove();
  }

  /** A node of the new page, for the page as served and for the document. @param {Node} next @returns {[ChildNode, ChildNode]} */
  #copies(next) {
    const copy = /** @type {ChildNode} */ (this.#page.importNode(next, true));
    const fresh = /** @type {ChildNode} */ (document.importNode(next, true));
    this.#pair(copy, fresh);
    return [copy, fresh];
  }

  /** @param {ChildNode} served */
  #shownOf(served) {
    return /** @type {ChildNode} */ (this.#shown.get(served));
  }

  /**
   * An element with code of its own has read what it consists of: a new one takes its place, with what the reader typed.
   * @param {Element} served @param {Element} next @param {Element} shown
   */
  #replace(served, next, shown) {
    const [copy, fresh] = /** @type {[Element, Element]} */ (this.#copies(next));
    const shownOf = (/** @type {Element} */ element) => /** @type {Element} */ (this.#shown.get(element));
    for (const control of /** @type {NodeListOf<Control>} */ (shown.querySelectorAll(CONTROLS))) {
      if (isTouched(control)) type(control, fresh);
    }
    const disclosures = fresh.querySelectorAll("details");
    [...served.querySelectorAll("details")].forEach((before, index) => {
      const { open } = /** @type {HTMLDetailsElement} */ (shownOf(before));
      if (open !== before.open && disclosures[index]) disclosures[index].open = open;
    });
    const focus = shown.contains(document.activeElement) && document.activeElement;
    const counterpart = focus && twin(focus, fresh);
    shown.replaceWith(fresh);
    served.replaceWith(copy);
    if (!counterpart) return;
    counterpart.focus({ preventScroll: true });
    if (isText(focus) && isText(counterpart)) {
      counterpart.setSelectionRange(focus.selectionStart, focus.selectionEnd, focus.selectionDirection ?? undefined);
    }
  }

  /** The old style sheet holds until the new one is there, so that the page never stands bare. @param {Element} served @param {Element} next @param {Element} shown */
  #restyle(served, next, shown) {
    const [copy, fresh] = /** @type {[Element, Element]} */ (this.#copies(next));
    const leaving = [...(this.#leaving.get(shown) ?? []), shown];
    this.#leaving.set(fresh, leaving);
    for (const event of ["load", "error"]) fresh.addEventListener(event, () => leaving.forEach((old) => old.remove()), { once: true });
    shown.after(fresh);
    served.replaceWith(copy);
  }
}

/** What is read only without scripts is read by the parser in two ways; nobody sees it here. @param {Document} page */
function strip(page) {
  for (const element of page.querySelectorAll("noscript")) element.replaceChildren();
}

/** What holds for as long as a page is open. @param {Document} page */
function lasting(page) {
  return [...page.querySelectorAll(LASTING)].map(({ outerHTML }) => outerHTML).join("\n");
}

/**
 * The node that becomes each wanted one: one that is equal, one of the same id, or one of the same kind at that place.
 * @param {ChildNode[]} served @param {ChildNode[]} wanted
 */
function match(served, wanted) {
  /** @type {(ChildNode | undefined)[]} */
  const matches = wanted.map(() => undefined);
  let start = 0;
  while (start < served.length && start < wanted.length && served[start].isEqualNode(wanted[start])) {
    matches[start] = served[start];
    start += 1;
  }
  let [end, wantedEnd] = [served.length, wanted.length];
  while (end > start && wantedEnd > start && served[end - 1].isEqualNode(wanted[wantedEnd - 1])) {
    end -= 1;
    wantedEnd -= 1;
    matches[wantedEnd] = served[end];
  }
  const left = new Set(served.slice(start, end));
  // One for one, as in most edits: nothing is to be found out.
  if (left.size > 1 || wantedEnd - start > 1) {
    byKey(left, wanted, matches, resemblance, (one, other) => one.isEqualNode(other));
    byKey(left, wanted, matches, identity, () => true);
  }
  byPlace(served, wanted, matches, left);
  return matches;
}

/**
 * Those of the same key are taken for each other where they are the same, in their order.
 * @param {Set<ChildNode>} left @param {ChildNode[]} wanted @param {(ChildNode | undefined)[]} matches
 * @param {(node: ChildNode) => string} key @param {(one: ChildNode, other: ChildNode) => boolean} same
 */
function byKey(left, wanted, matches, key, same) {
  /** @type {Map<string, ChildNode[]>} */
  const known = new Map();
  for (const node of left) {
    const name = key(node);
    const others = known.get(name);
    if (others) others.push(node);
    else if (name !== "") known.set(name, [node]);
  }
  wanted.forEach((node, index) => {
    if (matches[index]) return;
    const candidates = known.get(key(node)) ?? [];
    const at = candidates.findIndex((candidate) => same(candidate, node));
    if (at < 0) return;
    [matches[index]] = candidates.splice(at, 1);
    left.delete(/** @type {ChildNode} */ (matches[index]));
  });
}

/**
 * Between two that stay in order, those of the same kind are taken for each other, one after the other.
 * @param {ChildNode[]} served @param {ChildNode[]} wanted @param {(ChildNode | undefined)[]} matches @param {Set<ChildNode>} left
 */
function byPlace(served, wanted, matches, left) {
  const ids = new Set(wanted.map(identity));
  const settled = inOrder(served, matches);
  let from = 0;
  wanted.forEach((node, index) => {
    const found = matches[index];
    if (found) {
      if (settled.has(found)) from = served.indexOf(found, from) + 1;
      return;
    }
    for (let at = from; at < served.length && !settled.has(served[at]); at += 1) {
      const candidate = served[at];
      const name = identity(candidate);
      // What has its own id elsewhere is not what stands here.
      const isElsewhere = name !== "" && name !== identity(node) && ids.has(name);
      if (!left.has(candidate) || candidate.nodeName !== node.nodeName || isElsewhere) continue;
      matches[index] = candidate;
      left.delete(candidate);
      from = at + 1;
      return;
    }
  });
}

/** The longest run of matched nodes that are in order already: only the others move. @param {ChildNode[]} served @param {(ChildNode | undefined)[]} matches */
function inOrder(served, matches) {
  const places = new Map(served.map((node, index) => [node, index]));
  const nodes = /** @type {ChildNode[]} */ (matches.filter((node) => node !== undefined));
  const order = nodes.map((node) => places.get(node) ?? 0);
  /** The index of the smallest end of a run of each length. @type {number[]} */
  const ends = [];
  /** @type {number[]} */
  const previous = [];
  order.forEach((place, index) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (order[ends[middle]] < place) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? ends[low - 1] : -1;
    ends[low] = index;
  });
  /** @type {Set<ChildNode>} */
  const run = new Set();
  for (let index = ends.at(-1) ?? -1; index >= 0; index = previous[index]) run.add(nodes[index]);
  return run;
}

/** What equal nodes have in common, and few others; nothing for the space between elements. @param {ChildNode} node */
function resemblance(node) {
  if (!(node instanceof Element)) return node.nodeValue?.trim() ? `${node.nodeType} ${node.nodeValue}` : "";
  const { length } = node.childNodes;
  const ends = [node.firstChild, node.lastChild].map((child) => (child?.firstChild ?? child)?.nodeValue?.slice(0, 80) ?? "");
  return [node.localName, node.id, length, ...ends].join("\n");
}

/** @param {ChildNode} node */
function identity(node) {
  return node instanceof Element && node.id ? `${node.localName}#${node.id}` : "";
}

/** @param {Element} element */
function isStyleSheet(element) {
  return element.localName === "link" && element.getAttribute("rel") === "stylesheet";
}

/** Whether somebody typed or chose something. @param {Control} control */
function isTouched(control) {
  if (control instanceof HTMLSelectElement) return [...control.options].some((option) => option.selected !== option.defaultSelected);
  if (isChoice(control)) return control.checked !== control.defaultChecked;
  return control.value !== control.defaultValue;
}

/** Types the same into the control of that name below another element. @param {Control} from @param {Element} below */
function type(from, below) {
  const to = /** @type {Control | undefined} */ (twin(from, below));
  if (!to) return;
  if (isChoice(from) && isChoice(to)) to.checked = from.checked;
  else if (!(to instanceof HTMLSelectElement) || [...to.options].some(({ value }) => value === from.value)) to.value = from.value;
}

/** @param {Element} control @returns {control is HTMLInputElement} */
function isChoice(control) {
  return control instanceof HTMLInputElement && ["checkbox", "radio"].includes(control.type);
}

/** @param {unknown} control @returns {control is HTMLInputElement | HTMLTextAreaElement} */
function isText(control) {
  return control instanceof HTMLTextAreaElement || (control instanceof HTMLInputElement && ["text", "search", "url", "tel"].includes(control.type));
}

/** What stands for an element below another one. @param {Element} element @param {Element} below @returns {HTMLElement | undefined} */
function twin(element, below) {
  if (element.id) return below.querySelector(`#${CSS.escape(element.id)}`) ?? undefined;
  const same = /** @type {HTMLElement[]} */ ([...below.querySelectorAll(element.localName)]);
  const key = (/** @type {any} */ control) => [control.name, isChoice(control) && control.value, control.dataset.action].join("\n");
  return same.find((candidate) => key(candidate) === key(element));
}
