//! Everything a build depends on, read once. Only this module reads files.
//!
//! A project's files lie over the carried ones: its `themes/<name>/` over the default theme, its `www/` over the
//! browser code, file by file.

mod git;
mod page_file;
mod past;
mod walk;

use std::{
    borrow::Cow,
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use policy::Date;
use rayon::prelude::*;

use crate::{
    Failure, brand,
    config::{self, Config},
    diagnostics::{Diagnostic, line_column},
    glossary,
    graph::REDIRECTS_FILE,
    history::History,
    paths, reason,
    render::{FINDER, OWNERS_FILE, PARTS, WORDS_FILE},
    stored::{Hash, fingerprint_parts},
    suggest::did_you_mean,
    yaml,
};

pub use git::command as git;
use page_file::Opened;
pub(crate) use page_file::PageFile;
pub(crate) use past::{Kept, Past};

/// What a program carries inside itself: the default theme (`themes/handbook/…`), the browser code (`www/…`), the
/// compiled calculators (`calculators/…`) and the golden cases that serve as worked examples (`cases/…`).
#[derive(Clone, Copy, Debug)]
pub struct Carried {
    /// Path and bytes of each file.
    pub files: &'static [(&'static str, &'static [u8])],
}

/// Whether pages marked as drafts are part of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drafts {
    /// Drafts are pages like all others.
    Include,
    /// Drafts are left out.
    LeaveOut,
}

/// Which handbook to read, and how.
#[derive(Clone, Debug)]
pub struct Project<'a> {
    /// The folder that holds `handbook.yaml` and `content/`.
    pub root: &'a Path,
    /// What the program carries.
    pub carried: &'a Carried,
    /// Takes the place of `base_url` in `handbook.yaml`.
    pub base_url: Option<String>,
    /// Whether drafts are built.
    pub drafts: Drafts,
    /// The day that decides which policy values are in force.
    pub today: Date,
}

/// A text file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TextFile {
    /// Its path relative to the project, with `/` between its parts.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: Cow<'static, str>,
}

/// A file that is passed on as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BinaryFile {
    /// Its path relative to its root: `content`, `www` or the theme.
    pub(crate) path: String,
    /// Its bytes, shared with the site that they are passed on to.
    pub(crate) bytes: Arc<Vec<u8>>,
}

/// All that was read: the input of a build.
#[derive(Clone, Debug)]
pub struct Source {
    pub(crate) config: Config,
    pub(crate) drafts: Drafts,
    pub(crate) today: Date,
    /// Markdown files and paths below `content/`, in path order.
    pub(crate) pages: Vec<PageFile>,
    /// `content/policy/*.yaml`, in path order.
    pub(crate) policy: Vec<TextFile>,
    /// `content/redirects.yaml`, where there is one.
    pub(crate) redirects: Option<TextFile>,
    /// `content/words.yaml`, where there is one.
    pub(crate) words: Option<TextFile>,
    /// `content/owners.yaml`, where there is one.
    pub(crate) owners: Option<TextFile>,
    /// What git knows of the content, where that was asked for.
    pub(crate) past: Past,
    /// Whether it could be asked and was not.
    may_look_back: bool,
    /// `content/glossary.yaml`, where there is one.
    pub(crate) glossary: Option<TextFile>,
    /// All other files below `content/`, in path order, paths below `content/`.
    pub(crate) attachments: Vec<BinaryFile>,
    /// The theme's templates; `path` is where an author finds the file.
    pub(crate) templates: BTreeMap<String, TextFile>,
    /// The theme's style sheets in the order of `theme.yaml`.
    pub(crate) styles: Vec<TextFile>,
    /// The theme's `theme.yaml`.
    pub(crate) theme: Option<TextFile>,
    /// The theme's `brand.yaml`, where there is one.
    pub(crate) brand: Option<TextFile>,
    /// The files that the brand names, style sheets that only some pages fetch, and fonts that pictures are drawn with; paths
    /// below the theme.
    pub(crate) theme_files: Vec<BinaryFile>,
    /// Browser code and other files of `www/`, and the compiled calculators, in path order.
    pub(crate) code: Vec<BinaryFile>,
    /// Golden cases by calculator.
    pub(crate) cases: BTreeMap<String, TextFile>,
    /// Files that are no UTF-8 text, as far as they can be shown to their author.
    undecoded: Vec<TextFile>,
    configuration: String,
    /// Whether symbolic links lead to some of the files, so that one file may have several names.
    has_links: bool,
    /// What was found in the content.
    content_findings: Vec<Diagnostic>,
    /// What was found everywhere else.
    findings: Vec<Diagnostic>,
}

impl Source {
    /// What was found while reading.
    pub(crate) fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.findings.iter().chain(&self.content_findings)
    }

    /// The text of a file that a finding may point into.
    pub fn text(&self, path: &str) -> Option<&str> {
        if path == config::FILE && !self.configuration.is_empty() {
            return Some(&self.configuration);
        }
        if let Some(file) = self.page_file(path).and_then(|index| self.pages.get(index)) {
            return file.text();
        }
        let listed = [&self.policy, &self.styles, &self.undecoded];
        let mut listed = listed
            .into_iter()
            .flatten()
            .chain(&self.redirects)
            .chain(&self.words)
            .chain(&self.theme)
            .chain(&self.brand)
            .chain(&self.owners)
            .chain(&self.glossary)
            .chain(self.templates.values())
            .chain(self.cases.values());
        listed
            .find(|file| file.path == path)
            .map(|file| file.text.as_ref())
    }

    /// Whether everything is alike that any page may depend on, but for pages and policy: configuration, theme, browser
    /// code, attachments, redirects, and the day.
    pub(crate) fn has_same_environment(&self, other: &Self) -> bool {
        self.has_same_beside(other)
            && self.redirects == other.redirects
            && self.words == other.words
            && self.owners == other.owners
            && self.attachments == other.attachments
    }

    /// The same but for the content.
    fn has_same_beside(&self, other: &Self) -> bool {
        self.config == other.config
            && self.drafts == other.drafts
            && self.today == other.today
            && self.templates == other.templates
            && self.styles == other.styles
            && self.theme == other.theme
            && self.brand == other.brand
            && self.theme_files == other.theme_files
            && self.code == other.code
            && self.cases == other.cases
    }

    /// Whether readers can search the site: the settings say so, and there is the code for it.
    pub(crate) fn is_searched(&self) -> bool {
        self.config.search && self.code.iter().any(|file| file.path == FINDER)
    }

    /// Whether the glossaries are alike.
    pub(crate) fn has_same_glossary(&self, other: &Self) -> bool {
        self.glossary == other.glossary
    }

    /// What git knows of the content; empty where it is not to be shown. Waits for it.
    pub(crate) fn history(&self) -> &Arc<History> {
        self.past.history()
    }

    /// Whether there is a list of changes, as far as it is known: where git was not asked, it may tell some.
    pub(crate) fn tells_changes(&self) -> bool {
        self.may_look_back || !self.history().is_empty()
    }

    /// Asks git again, where it was asked; tells whether the history is another one.
    pub(crate) fn look_back(&mut self, root: &Path) -> bool {
        if !self.config.history {
            return false;
        }
        let before = Arc::clone(self.history());
        self.past = Past::begin(root, Kept::Here(Arc::clone(&before)));
        *self.history() != before
    }

    /// Whether the history is to be shown in the same way by another reading.
    pub(crate) fn looks_back_like(&self, other: &Self) -> bool {
        self.config.history == other.config.history
    }

    /// Whether the policy files are alike.
    pub(crate) fn has_same_policy(&self, other: &Self) -> bool {
        self.policy == other.policy
    }

    /// The fingerprint of what [`Source::has_same_environment`] compares.
    pub(crate) fn fingerprint_environment(&self) -> Hash {
        let settings = [
            format!("{:?}", self.config),
            format!("{:?} {} {}", self.drafts, self.today.iso(), self.may_look_back),
            format!(
                "{} {} {} {}",
                self.attachments.len(),
                self.code.len(),
                self.styles.len(),
                self.theme_files.len()
            ),
        ];
        let texts = self.redirects.iter().chain(&self.words).chain(&self.owners);
        let texts = texts.chain(&self.styles).chain(&self.theme).chain(&self.brand);
        let texts = texts.flat_map(|file| [file.path.as_bytes(), file.text.as_bytes()]);
        let named = self.templates.iter().chain(&self.cases);
        let named =
            named.flat_map(|(name, file)| [name.as_bytes(), file.path.as_bytes(), file.text.as_bytes()]);
        let binary = self.attachments.iter().chain(&self.code).chain(&self.theme_files);
        let binary = binary.flat_map(|file| [file.path.as_bytes(), file.bytes.as_slice()]);
        let settings = settings.iter().map(String::as_bytes);
        fingerprint_parts(settings.chain(texts).chain(named).chain(binary))
    }

    /// The fingerprint of the glossary.
    pub(crate) fn fingerprint_glossary(&self) -> Hash {
        fingerprint_parts(self.glossary.iter().map(|file| file.text.as_bytes()))
    }

    /// The fingerprint of the policy files, and of what was found while reading.
    pub(crate) fn fingerprint_policy(&self) -> Hash {
        let files = self.policy.iter();
        let parts = files.flat_map(|file| [file.path.as_bytes(), file.text.as_bytes()]);
        let found = format!("{:?}{:?}", self.findings, self.content_findings);
        fingerprint_parts(parts.chain([found.as_bytes()]))
    }

    /// Whether the files of pages are the same ones, whatever they say.
    pub(crate) fn has_same_pages(&self, other: &Self) -> bool {
        self.pages.len() == other.pages.len()
            && self
                .pages
                .iter()
                .zip(&other.pages)
                .all(|(one, other)| one.path == other.path)
    }

    /// Reads pages and policy files again, where that is all there is to do: each of these paths is that of a known one and
    /// still a plain file of text, and no other name in the folder leads to it. None where more has to be read.
    pub(crate) fn read_again(&self, root: &Path, paths: &[PathBuf]) -> Option<Vec<TextFile>> {
        if self.has_links {
            return None;
        }
        let mut files = Vec::with_capacity(paths.len());
        for path in paths {
            let path = walk::relative(root, &root.join(path))?;
            let known = self.page_file(&path).is_some() || place_of(&self.policy, &path).is_some();
            let place = root.join(&path);
            let is_plain = std::fs::symlink_metadata(&place).is_ok_and(|there| there.is_file());
            let bytes = std::fs::read(&place).ok().filter(|_| known && is_plain)?;
            let text = text_of(&path, bytes, &mut Vec::new(), &mut Vec::new())?;
            files.push(TextFile {
                path,
                text: text.into(),
            });
        }
        Some(files)
    }

    /// Takes over files that were read again; tells which pages say something else than before, and whether the policy does.
    pub(crate) fn replace(&mut self, files: Vec<TextFile>) -> (Vec<usize>, bool) {
        let mut pages = Vec::new();
        let mut policy = false;
        for file in files {
            if let Some(index) = self.page_file(&file.path) {
                let file = PageFile::held(file.path, file.text.into_owned());
                if let Some(known) = self.pages.get_mut(index)
                    && !known.says_the_same(&file)
                {
                    *known = file;
                    pages.push(index);
                }
            } else if let Some(known) = place_of(&self.policy, &file.path)
                .and_then(|index| self.policy.get_mut(index))
                .filter(|known| known.text != file.text)
            {
                *known = file;
                policy = true;
            }
        }
        pages.sort_unstable();
        pages.dedup();
        (pages, policy)
    }

    /// Takes over everything but the content from another reading; tells whether any of it is different.
    pub(crate) fn replace_beside(&mut self, other: Self) -> bool {
        let is_same = self.has_same_beside(&other)
            && self.configuration == other.configuration
            && self.findings == other.findings;
        let content = std::mem::replace(self, other);
        self.pages = content.pages;
        self.policy = content.policy;
        self.redirects = content.redirects;
        self.words = content.words;
        self.owners = content.owners;
        self.past = content.past;
        self.may_look_back = content.may_look_back;
        self.glossary = content.glossary;
        self.attachments = content.attachments;
        self.has_links = content.has_links;
        self.content_findings = content.content_findings;
        let in_content = content.undecoded.into_iter();
        self.undecoded
            .extend(in_content.filter(|file| file.path.starts_with("content/")));
        !is_same
    }

    /// The place of a file of a page among them.
    pub(crate) fn page_file(&self, path: &str) -> Option<usize> {
        let files = &self.pages;
        files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()
    }

    /// The fingerprints of the files of pages as they are now; none when one of them cannot be read.
    pub(crate) fn fingerprint_pages(&self) -> Option<Vec<Hash>> {
        self.pages.par_iter().map(PageFile::fingerprint).collect()
    }

    /// Reads the files of pages, each once, and gives what is made of each, with its fingerprint. Their texts are left on the disk.
    ///
    /// What is `known` of a file without reading it, by its place, is taken over. A file that is no text is no page, and what is
    /// wrong with it is found.
    pub(crate) fn take_pages<T: Send>(
        &mut self,
        known: impl Fn(usize, &str) -> Option<(Hash, T)> + Sync,
        make: impl Fn(&PageFile, Hash, &str) -> T + Sync,
    ) -> Vec<(Hash, T)> {
        let files = self.pages.par_iter().enumerate();
        let opened = files.map(|(index, file)| match known(index, &file.path) {
            Some((hash, made)) => Opened::Text(hash, made),
            None => file.open(|hash, text| make(file, hash, text)),
        });
        let opened: Vec<_> = opened.collect();
        let mut taken = Vec::with_capacity(opened.len());
        let mut files = Vec::with_capacity(opened.len());
        for (mut file, opened) in std::mem::take(&mut self.pages).into_iter().zip(opened) {
            match opened {
                Opened::Text(hash, made) => {
                    file.note(hash);
                    files.push(file);
                    taken.push((hash, made));
                }
                Opened::Undecoded(undecoded) => {
                    self.content_findings.push(undecoded.finding);
                    self.undecoded.push(undecoded.file);
                }
                Opened::Unreadable(error) => self.content_findings.push(unreadable(&file.path, &error)),
            }
        }
        self.pages = files;
        taken
    }

    /// How many Markdown files there are.
    pub fn page_count(&self) -> usize {
        self.pages.len()
    }
}

/// Reads a project.
pub(crate) fn read(project: &Project<'_>) -> Result<Source, Failure> {
    read_content(project, Texts::Held, None, |findings| {
        walk::files(project.root, "content", findings)
    })
}

/// Reads a project, and its history too.
pub(crate) fn read_with_history(project: &Project<'_>, kept: Kept) -> Result<Source, Failure> {
    read_content(project, Texts::Held, Some(kept), |findings| {
        walk::files(project.root, "content", findings)
    })
}

/// Reads a project but for the files of pages, which are to be read by [`Source::take_pages`]. Its history is read where it is
/// said from where that may be known.
pub(crate) fn open(project: &Project<'_>, kept: Option<Kept>) -> Result<Source, Failure> {
    read_content(project, Texts::Left, kept, |findings| {
        walk::files(project.root, "content", findings)
    })
}

/// Reads everything but the content.
pub(crate) fn read_beside(project: &Project<'_>) -> Result<Source, Failure> {
    read_content(project, Texts::Held, None, |_| Ok(Vec::new()))
}

/// Whether a path of the project is part of what [`read_beside`] reads, and of nothing else.
pub(crate) fn is_beside(root: &Path, path: &Path) -> bool {
    walk::relative(root, &root.join(path))
        .is_some_and(|path| path == config::FILE || path.starts_with("themes/") || path.starts_with("www/"))
}

/// The place of a file among others, which are in path order.
fn place_of(files: &[TextFile], path: &str) -> Option<usize> {
    files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()
}

/// Reads what the page at an address shows beside what is on it: the pages above, beside and directly below it, and
/// everything that is not a page. `address` has no slashes around it.
pub(crate) fn read_around(project: &Project<'_>, address: &str) -> Result<Source, Failure> {
    read_content(project, Texts::Held, None, |_| {
        Ok(walk::around(project.root, address))
    })
}

/// Where the texts of pages are to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Texts {
    /// In memory.
    Held,
    /// On the disk, until they are needed.
    Left,
}

fn read_content(
    project: &Project<'_>,
    texts: Texts,
    kept: Option<Kept>,
    walk_content: impl FnOnce(&mut Vec<Diagnostic>) -> Result<Vec<walk::Found>, Failure>,
) -> Result<Source, Failure> {
    let root = project.root;
    if !root.is_dir() {
        return Err(Failure {
            path: Some(root.to_owned()),
            message: "there is no such folder".to_owned(),
            hint: Some("name the folder of the handbook with `--source`".to_owned()),
        });
    }
    let mut findings = Vec::new();
    let mut undecoded = Vec::new();
    let has_content = root.join("content").is_dir();
    let configuration = match std::fs::read(root.join(config::FILE)) {
        Ok(bytes) => text_of(config::FILE, bytes, &mut findings, &mut undecoded).unwrap_or_default(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && has_content => String::new(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Failure {
                path: Some(root.to_owned()),
                message: "there is no handbook here: neither `handbook.yaml` nor a folder `content`"
                    .to_owned(),
                hint: Some("`handbook init` makes a small one to start from".to_owned()),
            });
        }
        Err(error) => return Err(walk::failure(&root.join(config::FILE), "read", &error)),
    };
    let config = config::read(&configuration, project.base_url.as_deref(), &mut findings);
    let may_look_back = kept.is_none() && config.history && Past::is_there(root);
    let past = kept.filter(|_| config.history);
    let past = past.map_or_else(Past::default, |kept| Past::begin(root, kept));
    let mut in_content = Vec::new();
    let content = walk_content(&mut in_content)?;
    if !content.iter().any(|file| file.path.ends_with(".md")) {
        in_content.push(
            Diagnostic::error("no-pages", "content", "there is no page in `content`")
                .hint("write a first one with `handbook new _index`, or start from `handbook init`"),
        );
    }
    let mut source = Source {
        config,
        drafts: project.drafts,
        today: project.today,
        pages: Vec::new(),
        policy: Vec::new(),
        redirects: None,
        words: None,
        owners: None,
        past,
        may_look_back,
        glossary: None,
        attachments: Vec::new(),
        templates: BTreeMap::new(),
        styles: Vec::new(),
        theme: None,
        brand: None,
        theme_files: Vec::new(),
        code: Vec::new(),
        cases: BTreeMap::new(),
        undecoded,
        configuration,
        has_links: content.iter().any(|file| file.is_linked),
        content_findings: Vec::new(),
        findings: Vec::new(),
    };
    let root: Arc<Path> = root.into();
    let content = content.into_iter().filter_map(|file| {
        if texts == Texts::Held || !is_page(&file.path) {
            return Some(file);
        }
        source.pages.push(PageFile::left(file.path, Arc::clone(&root)));
        None
    });
    let content = content.collect();
    sort_content(content, &mut source, &mut in_content);
    source.content_findings = in_content;
    read_theme(project, &mut source, &mut findings)?;
    read_code(project, &mut source, &mut findings)?;
    source.findings = findings;
    Ok(source)
}

/// Whether a file is that of a page: Markdown, or a path.
fn is_page(path: &str) -> bool {
    path.ends_with(".md") || paths::is_file(path)
}

fn sort_content(content: Vec<walk::Found>, source: &mut Source, findings: &mut Vec<Diagnostic>) {
    let read: Vec<_> = content
        .into_par_iter()
        .map(|file| {
            let bytes = std::fs::read(&file.absolute);
            (file, bytes)
        })
        .collect();
    for (file, bytes) in read {
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(error) => {
                findings.push(unreadable(&file.path, &error));
                continue;
            }
        };
        let below = file
            .path
            .strip_prefix("content/")
            .unwrap_or(&file.path)
            .to_owned();
        let is_yaml = below.ends_with(".yaml") || below.ends_with(".yml");
        if is_page(&file.path) {
            let text = text_of(&file.path, bytes, findings, &mut source.undecoded);
            source
                .pages
                .extend(text.map(|text| PageFile::held(file.path, text)));
        } else if is_yaml && below.starts_with("policy/") {
            let text = text_of(&file.path, bytes, findings, &mut source.undecoded);
            source.policy.extend(text.map(|text| TextFile {
                path: file.path,
                text: text.into(),
            }));
        } else if let Some(place) = match file.path.as_str() {
            REDIRECTS_FILE => Some(&mut source.redirects),
            WORDS_FILE => Some(&mut source.words),
            OWNERS_FILE => Some(&mut source.owners),
            glossary::FILE => Some(&mut source.glossary),
            _ => None,
        } {
            let text = text_of(&file.path, bytes, findings, &mut source.undecoded);
            *place = text.map(|text| TextFile {
                path: file.path,
                text: text.into(),
            });
        } else {
            source.attachments.push(BinaryFile {
                path: below,
                bytes: Arc::new(bytes),
            });
        }
    }
}

fn read_theme(
    project: &Project<'_>,
    source: &mut Source,
    findings: &mut Vec<Diagnostic>,
) -> Result<(), Failure> {
    let mut files: BTreeMap<String, TextFile> = BTreeMap::new();
    let mut fonts: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let draws = source.config.share_cards;
    for (path, bytes) in project.carried.files {
        let Some(below) = path.strip_prefix("themes/handbook/") else {
            continue;
        };
        if draws && is_font(below) {
            fonts.insert(below.to_owned(), bytes.to_vec());
        } else if let Ok(text) = std::str::from_utf8(bytes) {
            files.insert(
                below.to_owned(),
                TextFile {
                    path: (*path).to_owned(),
                    text: text.into(),
                },
            );
        }
    }
    let name = source.config.theme.clone();
    let folder = format!("themes/{name}");
    if project.root.join(&folder).is_dir() && !name.contains(['/', '\\']) && name != ".." {
        for found in walk::files(project.root, &folder, findings)? {
            let below = found.path[folder.len() + 1..].to_owned();
            let is_drawn_with = draws && is_font(&below);
            if !is_drawn_with && !is_theme_file(&below) {
                continue;
            }
            let bytes = std::fs::read(&found.absolute)
                .map_err(|error| walk::failure(&found.absolute, "read", &error))?;
            if is_drawn_with {
                fonts.insert(below, bytes);
                continue;
            }
            if let Some(text) = text_of(&found.path, bytes, findings, &mut source.undecoded) {
                files.insert(
                    below,
                    TextFile {
                        path: found.path,
                        text: text.into(),
                    },
                );
            }
        }
    } else if name != "handbook" {
        let themes = walk::folders(&project.root.join("themes"));
        let known = themes.iter().map(String::as_str).chain(["handbook"]);
        findings.push(
            Diagnostic::error(
                "missing-theme",
                config::FILE,
                format!("there is no theme `{name}` in `themes`"),
            )
            .at_maybe(setting_span(&source.configuration, "theme"))
            .hint_maybe(did_you_mean(&name, known))
            .hint("remove the line `theme:` to use the theme that comes with the program"),
        );
    }
    source.brand = files.remove(brand::FILE);
    source.theme_files = read_brand_files(project, &folder, source.brand.as_ref());
    source.theme_files.extend(parts(&files));
    source
        .theme_files
        .extend(fonts.into_iter().map(|(path, bytes)| BinaryFile {
            path,
            bytes: Arc::new(bytes),
        }));
    let order = files.get("theme.yaml").cloned();
    for (below, file) in &files {
        if let Some(template) = below.strip_prefix("templates/") {
            source.templates.insert(template.to_owned(), file.clone());
        }
    }
    source.styles = match &order {
        Some(order) => styles_in_order(order, &files, findings),
        None => Vec::new(),
    };
    source.theme = order;
    Ok(())
}

/// The files that a brand names, as far as they are there; of the others the brand tells.
fn read_brand_files(project: &Project<'_>, folder: &str, brand: Option<&TextFile>) -> Vec<BinaryFile> {
    let names = brand.map(brand::files_named).unwrap_or_default();
    let read = |name: String| {
        let bytes = std::fs::read(project.root.join(folder).join(&name)).ok()?;
        Some(BinaryFile {
            path: name,
            bytes: Arc::new(bytes),
        })
    };
    names.into_iter().filter_map(read).collect()
}

/// The style sheets that only some pages fetch, paths below `styles/`.
fn parts(files: &BTreeMap<String, TextFile>) -> impl Iterator<Item = BinaryFile> + '_ {
    files.iter().filter_map(|(below, file)| {
        let path = below.strip_prefix("styles/")?;
        path.starts_with(PARTS).then(|| BinaryFile {
            path: path.to_owned(),
            bytes: Arc::new(file.text.as_bytes().to_vec()),
        })
    })
}

/// Where a theme keeps the fonts that pictures are drawn with.
pub(crate) const FONTS: &str = "fonts/";

/// A font that pictures are drawn with; those for pages are of another kind.
pub(crate) fn is_font(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    path.starts_with(FONTS)
        && [".ttf", ".otf", ".ttc"]
            .iter()
            .any(|ending| path.ends_with(ending))
}

/// Templates, styles and the list of styles; a theme may keep a screenshot or a text beside them.
fn is_theme_file(path: &str) -> bool {
    path == "theme.yaml"
        || path == brand::FILE
        || path.starts_with("templates/")
        || path.starts_with("styles/")
}

fn styles_in_order(
    theme: &TextFile,
    files: &BTreeMap<String, TextFile>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<TextFile> {
    let document = match yaml::parse(&theme.path, &theme.text) {
        Ok(document) => document,
        Err(finding) => {
            findings.push(*finding);
            return Vec::new();
        }
    };
    let listed = document
        .root
        .get("styles")
        .and_then(yaml::Value::as_sequence)
        .cloned()
        .unwrap_or_default();
    let mut styles = Vec::new();
    for name in listed.iter().filter_map(yaml::scalar) {
        match files.get(&format!("styles/{name}")) {
            Some(file) => styles.push(file.clone()),
            None => {
                let known = files.keys().filter_map(|path| path.strip_prefix("styles/"));
                findings.push(
                    Diagnostic::error(
                        "missing-style",
                        &theme.path,
                        format!("there is no style sheet `{name}`"),
                    )
                    .at(document.span(&["styles"]))
                    .hint_maybe(did_you_mean(&name, known)),
                );
            }
        }
    }
    styles
}

fn read_code(
    project: &Project<'_>,
    source: &mut Source,
    findings: &mut Vec<Diagnostic>,
) -> Result<(), Failure> {
    let mut files: BTreeMap<String, Cow<'static, [u8]>> = BTreeMap::new();
    for &(path, bytes) in project.carried.files {
        if let Some(below) = path.strip_prefix("www/") {
            files.insert(below.to_owned(), bytes.into());
        } else if path.starts_with("calculators/") || path.starts_with("search/") {
            files.insert(path.to_owned(), bytes.into());
        } else if let Some(calculator) = path
            .strip_prefix("cases/")
            .and_then(|name| name.strip_suffix(".yaml"))
            && let Ok(text) = std::str::from_utf8(bytes)
        {
            let file = TextFile {
                path: path.to_owned(),
                text: text.into(),
            };
            source.cases.insert(calculator.to_owned(), file);
        }
    }
    for found in walk::files(project.root, "www", findings)? {
        let bytes =
            std::fs::read(&found.absolute).map_err(|error| walk::failure(&found.absolute, "read", &error))?;
        files.insert(found.path["www/".len()..].to_owned(), bytes.into());
    }
    source.code = files
        .into_iter()
        .map(|(path, bytes)| BinaryFile {
            path,
            bytes: Arc::new(bytes.into_owned()),
        })
        .collect();
    Ok(())
}

fn unreadable(path: &str, error: &std::io::Error) -> Diagnostic {
    let message = format!("this file cannot be read: {}", reason(error));
    Diagnostic::error("unreadable-file", path, message).hint("check its permissions")
}

/// A file that is not UTF-8.
struct Undecoded {
    finding: Diagnostic,
    /// What of it can be shown, with marks in place of what is no text.
    file: TextFile,
}

/// The text of a file; without it, the file goes to `undecoded`.
fn text_of(
    path: &str,
    bytes: Vec<u8>,
    findings: &mut Vec<Diagnostic>,
    undecoded: &mut Vec<TextFile>,
) -> Option<String> {
    let whole = match decoded(path, &bytes) {
        Ok(Cow::Owned(text)) => return Some(text),
        Ok(Cow::Borrowed(text)) => text.len() == bytes.len(),
        Err(refused) => {
            findings.push(refused.finding);
            undecoded.push(refused.file);
            return None;
        }
    };
    let mut text = String::from_utf8(bytes).ok()?;
    if !whole {
        text.drain(..BYTE_ORDER_MARK.len());
    }
    Some(text)
}

/// Some programs begin files with it.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The text that bytes are.
fn decoded<'b>(path: &str, bytes: &'b [u8]) -> Result<Cow<'b, str>, Box<Undecoded>> {
    match std::str::from_utf8(bytes) {
        // HTML has no character NUL; the replacement keeps what an author sees.
        Ok(text) => {
            let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
            Ok(match memchr::memchr(0, text.as_bytes()) {
                Some(_) => Cow::Owned(text.replace('\0', "\u{fffd}")),
                None => Cow::Borrowed(text),
            })
        }
        Err(error) => {
            let at = error.valid_up_to();
            let text = String::from_utf8_lossy(bytes).into_owned();
            let (line, _) = line_column(&text, at);
            let message = format!("line {line} of this file is not UTF-8 text");
            let end = text[at..].chars().next().map_or(at, |mark| at + mark.len_utf8());
            Err(Box::new(Undecoded {
                finding: Diagnostic::error("invalid-utf8", path, message)
                    .at(at..end)
                    .hint("save the file as UTF-8; the characters before the bad byte are fine"),
                file: TextFile {
                    path: path.to_owned(),
                    text: text.into(),
                },
            }))
        }
    }
}

fn setting_span(text: &str, key: &str) -> Option<std::ops::Range<usize>> {
    yaml::parse(config::FILE, text)
        .ok()
        .map(|document| document.span(&[key]))
}
