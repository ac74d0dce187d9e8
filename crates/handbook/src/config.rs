//! `handbook.yaml`: what is said once for the whole handbook.

use crate::{
    Copies,
    address::Base,
    diagnostics::Diagnostic,
    suggest::did_you_mean,
    yaml::{self, Document, Value},
};

/// The file's name, in the folder of the project.
pub(crate) const FILE: &str = "handbook.yaml";

const KEYS: [&str; 13] = [
    "title",
    "base_url",
    "language",
    "theme",
    "repository",
    "branch",
    "hosts",
    "navigation_depth",
    "precompress",
    "search",
    "history",
    "authors",
    "share_cards",
];

/// The settings of a handbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Config {
    /// The handbook's name.
    pub(crate) title: String,
    /// Where it is published.
    pub(crate) base: Base,
    /// The language of its text, as in `lang="en"`.
    pub(crate) language: String,
    /// The folder below `themes/`.
    pub(crate) theme: String,
    /// The address of the repository, for edit links.
    pub(crate) repository: Option<String>,
    /// The branch that edit links change.
    pub(crate) branch: String,
    /// Hosts whose addresses count as this site.
    pub(crate) hosts: Vec<String>,
    /// How many levels of ancestors the navigation shows above a page's section.
    pub(crate) navigation_depth: usize,
    /// Whether the files get compressed copies beside them.
    pub(crate) copies: Copies,
    /// Whether the site can be searched.
    pub(crate) search: bool,
    /// Whether pages say when they last changed, and the changes are told, from the git repository.
    pub(crate) history: bool,
    /// Whether they say by whom.
    pub(crate) authors: bool,
    /// Whether a picture is drawn of each page, for whoever shares its address.
    pub(crate) share_cards: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "Handbook".to_owned(),
            base: Base::root(),
            language: "en".to_owned(),
            theme: "handbook".to_owned(),
            repository: None,
            branch: "main".to_owned(),
            hosts: Vec::new(),
            navigation_depth: 3,
            copies: Copies::None,
            search: true,
            history: true,
            authors: false,
            share_cards: false,
        }
    }
}

/// Reads the settings; what is wrong is a finding and leaves the default.
pub(crate) fn read(text: &str, base_url: Option<&str>, findings: &mut Vec<Diagnostic>) -> Config {
    let mut config = Config::default();
    match yaml::parse(FILE, text) {
        Ok(document) => {
            let mut reader = Reader {
                document: &document,
                findings,
            };
            reader.apply(&mut config);
        }
        Err(finding) => findings.push(*finding),
    }
    if let Some(given) = base_url {
        match Base::parse(given) {
            Some(base) => config.base = base,
            None => findings.push(bad_address(FILE, "--base-url", given)),
        }
    }
    config
}

struct Reader<'a, 'b> {
    document: &'a Document<'a>,
    findings: &'b mut Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    fn apply(&mut self, config: &mut Config) {
        for (key, value) in &self.document.root {
            let key = yaml::scalar(key).unwrap_or_default();
            self.apply_key(config, &key, value);
        }
        if config.share_cards && config.base.host().is_none() {
            let message = "`share_cards` draws pictures that nobody could be led to";
            let finding = Diagnostic::warning("invalid-setting", FILE, message.to_owned());
            let hint =
                "write where the handbook is published, such as `base_url: https://handbook.example.com/`";
            self.push("share_cards", finding.hint(hint));
        }
    }

    fn apply_key(&mut self, config: &mut Config, key: &str, value: &Value) {
        match key {
            "title" => self.text(key, value, &mut config.title),
            "language" => {
                let mut language = String::new();
                self.text(key, value, &mut language);
                if is_language(&language) {
                    config.language = language;
                } else if !language.is_empty() {
                    let message = format!("`language` is `{language}`, which is not the tag of a language");
                    let finding = Diagnostic::error("invalid-setting", FILE, message);
                    self.push(key, finding.hint("write it as `en`, `de` or `pt-BR`"));
                }
            }
            "theme" => self.text(key, value, &mut config.theme),
            "branch" => self.text(key, value, &mut config.branch),
            "repository" => {
                let mut address = String::new();
                self.text(key, value, &mut address);
                let address = address.trim_end_matches('/').to_owned();
                match Base::parse(&address).is_some_and(|base| base.host().is_some()) {
                    true => config.repository = Some(address),
                    false if address.is_empty() => {}
                    false => self.push(key, bad_address(FILE, key, &address)),
                }
            }
            "base_url" => {
                let mut address = String::new();
                self.text(key, value, &mut address);
                match Base::parse(&address) {
                    Some(base) => config.base = base,
                    None => self.push(key, bad_address(FILE, key, &address)),
                }
            }
            "hosts" => match value {
                Value::Sequence(list) => {
                    for given in list {
                        let host = yaml::scalar(given).map(|host| host_of(&host)).unwrap_or_default();
                        if is_host(&host) {
                            config.hosts.push(host);
                        } else {
                            let shown = yaml::scalar(given).unwrap_or_else(|| yaml::kind(given).to_owned());
                            let message = format!("`hosts` names `{shown}`, which is not a host");
                            let finding = Diagnostic::error("invalid-setting", FILE, message);
                            self.push(key, finding.hint("write it as `handbook.example.com`"));
                        }
                    }
                }
                other => self.wrong_kind(key, "a list of hosts", other),
            },
            "navigation_depth" => match value.as_u64().and_then(|depth| usize::try_from(depth).ok()) {
                Some(depth @ 1..=8) => config.navigation_depth = depth,
                _ => {
                    let shown = yaml::scalar(value).unwrap_or_else(|| yaml::kind(value).to_owned());
                    let message = format!("`{key}` should be a whole number from 1 to 8, not `{shown}`");
                    let finding = Diagnostic::error("invalid-setting", FILE, message);
                    self.push(key, finding.hint(format!("write `{key}: 3`")));
                }
            },
            "precompress" => match value {
                Value::String(how) if how == "best" => config.copies = Copies::Smallest,
                Value::Bool(true) => config.copies = Copies::Compressed,
                Value::Bool(false) => config.copies = Copies::None,
                _ => self.not_one_of(key, "`true`, `false` or `best`", value),
            },
            "search" => config.search = self.truth(key, value).unwrap_or(config.search),
            "history" => config.history = self.truth(key, value).unwrap_or(config.history),
            "authors" => config.authors = self.truth(key, value).unwrap_or(config.authors),
            "share_cards" => config.share_cards = self.truth(key, value).unwrap_or(config.share_cards),
            unknown => {
                let finding =
                    Diagnostic::warning("unknown-setting", FILE, format!("unknown setting `{unknown}`"))
                        .hint_maybe(did_you_mean(unknown, KEYS))
                        .hint(format!("the settings are {}", KEYS.join(", ")));
                self.push(key, finding);
            }
        }
    }

    /// `true` or `false`; a finding and nothing for what is neither.
    fn truth(&mut self, key: &str, value: &Value) -> Option<bool> {
        if let Value::Bool(truth) = value {
            return Some(*truth);
        }
        self.not_one_of(key, "`true` or `false`", value);
        None
    }

    fn not_one_of(&mut self, key: &str, expected: &str, value: &Value) {
        let shown = yaml::scalar(value).unwrap_or_else(|| yaml::kind(value).to_owned());
        let message = format!("`{key}` should be {expected}, not `{shown}`");
        let finding = Diagnostic::error("invalid-setting", FILE, message);
        self.push(key, finding.hint(format!("write `{key}: true`")));
    }

    fn text(&mut self, key: &str, value: &Value, slot: &mut String) {
        match yaml::scalar(value) {
            Some(text) if !text.trim().is_empty() => *slot = text.trim().to_owned(),
            _ => self.wrong_kind(key, "text", value),
        }
    }

    fn wrong_kind(&mut self, key: &str, expected: &str, value: &Value) {
        let message = format!("`{key}` should be {expected}, not {}", yaml::kind(value));
        self.push(
            key,
            Diagnostic::error("invalid-setting", FILE, message).hint(format!("write `{key}: ...`")),
        );
    }

    fn push(&mut self, key: &str, finding: Diagnostic) {
        self.findings.push(finding.at(self.document.span(&[key])));
    }
}

fn bad_address(path: &str, name: &str, given: &str) -> Diagnostic {
    Diagnostic::error(
        "invalid-setting",
        path,
        format!("`{name}` is `{given}`, which is not a web address"),
    )
    .hint("write it whole, such as `https://handbook.example.com/`")
}

/// Whether a text has the form of a language tag: letters first, then parts of letters and digits joined by hyphens.
fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=8).contains(&primary.len())
        && primary.bytes().all(|letter| letter.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|letter| letter.is_ascii_alphanumeric())
        })
}

/// Whether a text can be the name of a host, with a port or without.
fn is_host(text: &str) -> bool {
    let forbidden =
        |letter: char| letter.is_whitespace() || letter.is_control() || "<>\"'`?#@\\".contains(letter);
    !text.is_empty() && !text.contains(forbidden)
}

fn host_of(text: &str) -> String {
    let host = text.split_once("://").map_or(text, |(_, rest)| rest);
    host.split('/').next().unwrap_or(host).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, codes: &[&str]) -> Config {
        let mut findings = Vec::new();
        let config = read(text, None, &mut findings);
        assert_eq!(
            findings.iter().map(|f| f.code).collect::<Vec<_>>(),
            codes,
            "{text}"
        );
        config
    }

    #[test]
    fn settings_are_read_and_mistakes_found() {
        let config = check(
            "title: Sales\nhosts: [https://about.example.com/x]\nnavigation_depth: 2\n",
            &[],
        );
        assert_eq!((config.title.as_str(), config.navigation_depth), ("Sales", 2));
        assert_eq!(config.hosts, ["about.example.com"]);
        check("titel: Sales\n", &["unknown-setting"]);
        check("base_url: example.com\n", &["invalid-setting"]);
        assert_eq!(check("precompress: true\n", &[]).copies, Copies::Compressed);
        assert_eq!(check("precompress: best\n", &[]).copies, Copies::Smallest);
        check("precompress: gzip\n", &["invalid-setting"]);
        assert!(!check("history: false\n", &[]).history && check("authors: true\n", &[]).authors);
        check("authors: Jane Doe\n", &["invalid-setting"]);
        assert!(check("share_cards: true\nbase_url: https://example.com/\n", &[]).share_cards);
        check("share_cards: true\n", &["invalid-setting"]);
        check("share_cards: all\n", &["invalid-setting"]);
        check("navigation_depth: many\n", &["invalid-setting"]);
        check("navigation_depth: 99\n", &["invalid-setting"]);
        check("language: x y\n", &["invalid-setting"]);
        check("hosts: [a b, example.com]\n", &["invalid-setting"]);
        assert_eq!(check("language: zh-Hant-TW\n", &[]).language, "zh-Hant-TW");
        check("title: [a\n", &["invalid-yaml"]);
    }
}
