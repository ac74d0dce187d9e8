//! The files of a handbook in memory, and how they come to the disk.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

/// What lies at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A file with these bytes.
    File(Arc<Vec<u8>>),
    /// A symbolic link that leads here.
    Link(String),
}

/// The files of a folder, by their paths with `/` between the parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    entries: BTreeMap<String, Entry>,
}

impl Tree {
    /// The paths that begin so, in order.
    pub fn paths(&self, start: &str) -> Vec<String> {
        let paths = self.entries.keys().filter(|path| path.starts_with(start));
        paths.cloned().collect()
    }

    /// The paths below a folder, in order.
    pub fn below(&self, folder: &str) -> Vec<String> {
        self.paths(&format!("{folder}/"))
    }

    /// The folders below `folder` that hold files, in order.
    pub fn folders(&self, folder: &str) -> Vec<String> {
        let start = format!("{folder}/");
        let mut folders: Vec<String> = Vec::new();
        for path in self.paths(&start) {
            let slashes = path.match_indices('/').map(|(slash, _)| slash);
            let above = slashes.filter(|slash| *slash > folder.len());
            folders.extend(above.map(|slash| path[..slash].to_owned()));
        }
        folders.sort();
        folders.dedup();
        folders
    }

    /// What lies at a path.
    pub fn get(&self, path: &str) -> Option<&Entry> {
        self.entries.get(path)
    }

    /// The bytes of a file.
    pub fn bytes(&self, path: &str) -> Option<&Arc<Vec<u8>>> {
        match self.entries.get(path)? {
            Entry::File(bytes) => Some(bytes),
            Entry::Link(_) => None,
        }
    }

    /// The text of a file that is text.
    pub fn text(&self, path: &str) -> Option<String> {
        String::from_utf8(self.bytes(path)?.to_vec()).ok()
    }

    /// Puts a file there, in place of what is in its way.
    pub fn set(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.put(path, Entry::File(Arc::new(bytes.into())));
    }

    /// Puts something there, in place of what is in its way.
    pub fn put(&mut self, path: &str, entry: Entry) {
        for (slash, _) in path.match_indices('/') {
            self.entries.remove(&path[..slash]);
        }
        self.remove(path);
        self.entries.insert(path.to_owned(), entry);
    }

    /// Takes a file away, or a folder with all that is in it.
    pub fn remove(&mut self, path: &str) {
        for inside in self.below(path) {
            self.entries.remove(&inside);
        }
        self.entries.remove(path);
    }

    /// Gives a file or a folder another name.
    pub fn rename(&mut self, from: &str, to: &str) {
        let mut moved: Vec<(String, Entry)> = Vec::new();
        let inside = self.below(from);
        for path in inside.iter().map(String::as_str).chain([from]) {
            if let Some(entry) = self.entries.remove(path) {
                moved.push((format!("{to}{}", &path[from.len()..]), entry));
            }
        }
        for (path, entry) in moved {
            self.put(&path, entry);
        }
    }

    /// The paths at which two trees differ.
    pub fn changed(&self, other: &Self) -> Vec<String> {
        let mine = self.entries.iter();
        let mine = mine.filter(|(path, entry)| other.entries.get(*path) != Some(entry));
        let gone = other
            .entries
            .keys()
            .filter(|path| !self.entries.contains_key(*path));
        let mut paths: Vec<String> = mine.map(|(path, _)| path).chain(gone).cloned().collect();
        paths.sort();
        paths
    }

    /// Brings a folder that holds `before` to this tree.
    pub fn write(&self, before: &Self, root: &Path) {
        let changed = self.changed(before);
        for path in &changed {
            let stays = matches!(
                (self.entries.get(path), before.entries.get(path)),
                (Some(Entry::File(_)), Some(Entry::File(_)))
            );
            if before.entries.contains_key(path) && !stays {
                fs::remove_file(root.join(path)).expect("a file can be removed");
                let mut folder = path.as_str();
                while let Some((above, _)) = folder.rsplit_once('/') {
                    // It fails where something is left in it, and that is right.
                    if fs::remove_dir(root.join(above)).is_err() {
                        break;
                    }
                    folder = above;
                }
            }
        }
        for path in &changed {
            match self.entries.get(path) {
                Some(Entry::File(bytes)) => crate::folder::write(&root.join(path), bytes),
                Some(Entry::Link(target)) => link(target, &root.join(path)),
                None => {}
            }
        }
    }
}

#[cfg(unix)]
fn link(target: &str, path: &Path) {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).expect("a folder can be made");
    }
    std::os::unix::fs::symlink(target, path).expect("a link can be made");
}

#[cfg(not(unix))]
fn link(target: &str, path: &Path) {
    crate::folder::write(path, target.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::{Folder, tree};

    #[test]
    fn a_folder_follows_the_tree() {
        let folder = Folder::empty();
        let mut before = Tree::default();
        let mut now = Tree::default();
        now.set("a/b.md", "1");
        now.set("a/c/d.md", "2");
        now.write(&before, folder.path());
        before.clone_from(&now);
        now.rename("a/c", "e");
        now.set("a/b.md/inside.md", "3");
        assert_eq!(
            now.changed(&before),
            ["a/b.md", "a/b.md/inside.md", "a/c/d.md", "e/d.md"]
        );
        now.write(&before, folder.path());
        let found: Vec<String> = tree(folder.path()).into_keys().collect();
        assert_eq!(found, ["a/b.md/inside.md", "e/d.md"]);
        assert_eq!(now.folders("a"), ["a/b.md"]);
        let between = now.clone();
        now.set("a/b.md", "4");
        now.write(&between, folder.path());
        assert_eq!(folder.read("a/b.md"), b"4");
    }
}
