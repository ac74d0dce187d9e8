//! Edits of files as such: new, moved and removed ones, attachments, files that are half written.

use super::{Editor, Entry, Tree, blocks::Places, generated::picture};

impl Editor {
    /// A page or a folder that comes, goes or moves.
    pub(super) fn file(&mut self, tree: &mut Tree) -> Option<String> {
        let path = self.page(tree)?;
        let (folder, name) = path.rsplit_once('/')?;
        let folders = tree.folders("content");
        let other = self.choose(&folders)?;
        match self.below(17) {
            0..3 => {
                let new = format!("{other}/{}.md", self.name());
                let page = self.new_page(&Places::of(tree));
                tree.set(&new, page);
                Some(format!("new page {new}"))
            }
            3 => {
                let new = format!("{other}/{}", self.name());
                for name in ["_index", "one", "two"] {
                    let page = self.new_page(&Places::of(tree));
                    tree.set(&format!("{new}/{name}.md"), page);
                }
                Some(format!("new section {new}"))
            }
            4 | 5 => {
                tree.remove(&path);
                Some(format!("{path} removed"))
            }
            6 | 7 => {
                let new = format!("{folder}/{}.md", self.name());
                tree.rename(&path, &new);
                self.alias(tree, &path, &new);
                Some(format!("{path} renamed to {new}"))
            }
            8 | 9 => {
                let new = format!("{other}/{name}");
                if path == new || tree.get(&new).is_some() {
                    return None;
                }
                tree.rename(&path, &new);
                self.alias(tree, &path, &new);
                Some(format!("{path} moved to {new}"))
            }
            10 => {
                let new = format!("{}/{}", other.rsplit_once('/')?.0, self.name());
                tree.rename(&other, &new);
                Some(format!("folder {other} renamed to {new}"))
            }
            11 => {
                // A folder with much in it would take the handbook away bit by bit.
                if tree.below(&other).len() > 12 {
                    return None;
                }
                tree.remove(&other);
                Some(format!("folder {other} removed"))
            }
            12 => {
                let stem = path.strip_suffix(".md")?;
                let new = match stem.rsplit_once('/')? {
                    (folder, "index" | "_index") => format!("{folder}.md"),
                    _ => format!("{stem}/index.md"),
                };
                if new == "content.md" || tree.get(&new).is_some() {
                    return None;
                }
                tree.rename(&path, &new);
                Some(format!("{path} is now {new}"))
            }
            13 => {
                let back = tree.text(&path)?;
                let inside = format!("{path}/inside.md");
                tree.set(&inside, back);
                Some(format!("{path} is a folder now"))
            }
            14 => {
                let second = self.page(tree)?;
                let (one, two) = (tree.bytes(&path)?.to_vec(), tree.bytes(&second)?.to_vec());
                tree.set(&path, two);
                tree.set(&second, one);
                Some(format!("{path} and {second} changed places"))
            }
            15 => {
                let new = format!("{folder}/{}.md", self.name());
                let bytes = tree.bytes(&path)?.to_vec();
                tree.set(&new, bytes);
                Some(format!("{new} is a copy of {path}"))
            }
            _ => self.link_of_the_disk(tree, folder, name, &other),
        }
    }

    /// A symbolic link to a page or to a folder beside it.
    fn link_of_the_disk(&mut self, tree: &mut Tree, folder: &str, name: &str, other: &str) -> Option<String> {
        let (above, last) = other.rsplit_once('/')?;
        // Of a link to a folder above itself there would be no end.
        let to_folder = above != "content" && self.one_in(2) && tree.below(other).len() < 20;
        let (path, target) = match to_folder {
            true => (format!("{above}/{}", self.name()), last.to_owned()),
            false => (format!("{folder}/{}.md", self.name()), name.to_owned()),
        };
        tree.put(&path, Entry::Link(target.clone()));
        Some(format!("{path} is a link to {target}"))
    }

    /// Gives a page that moved its old address as an alias, as the handbook asks for, or not.
    fn alias(&mut self, tree: &mut Tree, from: &str, to: &str) {
        let stem = from
            .strip_prefix("content/")
            .and_then(|path| path.strip_suffix(".md"));
        if let Some((stem, text)) = stem.zip(tree.text(to))
            && self.one_in(2)
            && let Some(rest) = text.strip_prefix("---\n")
            && !rest.contains("\naliases:")
        {
            tree.set(
                to,
                format!("---\naliases: [{}]\n{rest}", super::blocks::address(stem)),
            );
        }
    }

    /// A file that is no page.
    pub(super) fn attachment(&mut self, tree: &mut Tree) -> Option<String> {
        let mut paths = tree.paths("content/");
        paths.retain(|path| path.ends_with(".gif") || path.ends_with(".txt"));
        let path = self.choose(&paths)?;
        let folders = tree.folders("content");
        match self.below(7) {
            0..3 => {
                let (width, height) = (self.random.u8(1..90), self.random.u8(1..90));
                tree.set(&path, picture(width, height));
                Some(format!("{path} has another size"))
            }
            3 => {
                tree.remove(&path);
                Some(format!("{path} removed"))
            }
            4 => {
                let new = format!("{}/{}.gif", self.choose(&folders)?, self.name());
                tree.rename(&path, &new);
                Some(format!("{path} renamed to {new}"))
            }
            5 => {
                // In the place of a page, or of a page's folder.
                let page = self.page(tree)?;
                let new = format!("{}/index.html", page.strip_suffix(".md")?);
                tree.set(&new, "<p>In the way</p>");
                Some(format!("new file {new}"))
            }
            _ => {
                let new = format!("{}/{}.gif", self.choose(&folders)?, self.name());
                let (width, height) = (self.random.u8(1..90), self.random.u8(1..90));
                tree.set(&new, picture(width, height));
                Some(format!("new file {new}"))
            }
        }
    }

    /// A file as it is while somebody writes it.
    pub(super) fn half_written(&mut self, tree: &mut Tree) -> Option<String> {
        let paths = tree.paths("");
        let path = match self.one_in(3) {
            true => self.choose(&paths)?,
            false => self.page(tree)?,
        };
        let mut bytes = tree.bytes(&path)?.to_vec();
        let done = match self.below(6) {
            0 => {
                bytes.clear();
                "emptied"
            }
            1 => {
                let at = self.below(bytes.len());
                bytes.insert(at, 0xff);
                "no UTF-8"
            }
            2 => {
                let at = self.below(bytes.len());
                bytes.insert(at, 0);
                "with a NUL"
            }
            3 => {
                bytes.splice(0..0, *b"\xef\xbb\xbf");
                "with a mark of its encoding"
            }
            _ => {
                let length = self.below(bytes.len());
                bytes.truncate(length);
                "cut short"
            }
        };
        tree.set(&path, bytes);
        Some(format!("{path} {done}"))
    }
}
